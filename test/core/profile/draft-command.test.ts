import { Command } from "commander";
import fc from "fast-check";
import { expect, test } from "vitest";
import { buildOptions } from "../../../src/cli/build/build-args.js";
import { addBuildFlags } from "../../../src/cli/build/build-flags.js";
import { draftCommand } from "../../../src/core/profile/draft-command.js";
import { inheritable, mergeProfiles } from "../../../src/core/profile/merge.js";
import type { Profile } from "../../../src/core/profile/profile.js";
import { parseShell, type ShellWord } from "../../../src/core/text/parse-shell.js";
import { anyProfile, essence, files, optionsOf, sources } from "../../support/random-profiles.js";

/** What a shell makes of a word, with the values that `sources` gives. */
const expanded = ({ parts }: ShellWord) =>
	parts
		.map((part) => {
			if ("text" in part) return part.text;
			return "file" in part ? sources.readText(part.file, { file: "" }) : sources.env[part.variable];
		})
		.join("");

function optionsOfCommand(text: string, base: Profile) {
	const [, , ...words] = parseShell(text, "command")[0]?.map(expanded) ?? [];
	const command = addBuildFlags(new Command("build").argument("[x...]")).exitOverride();
	command.parse(words, { from: "user" });
	const elements = command.args.filter((word) => word !== base.name);
	const profile = { ...inheritable(base), version: 1 as const };
	return buildOptions(command.opts(), profile, elements, [], { ...sources, cwd: "/work", ownKey: () => undefined });
}

test("the command builds what the draft builds", () => {
	const base = anyProfile
		.filter(({ user }) => user === undefined)
		.map((profile) => ({ ...profile, name: "base.profile" }));
	fc.assert(
		fc.property(fc.option(base, { nil: undefined }), anyProfile, (below, random) => {
			const draft: Profile = { ...random, ...(below ? { extends: "base.profile" } : {}) };
			const { text, leftOut } = draftCommand(draft, files);
			fc.pre(leftOut.length === 0);
			const whole = below ? mergeProfiles(inheritable(below), draft) : draft;
			fc.pre(!whole.elements?.includes("block-device-efi"));
			const expected = essence(optionsOf(whole));
			const actual = essence(optionsOfCommand(text, below ?? { version: 1 }));
			expect({ ...actual, variables: values(actual) }).toEqual({ ...expected, variables: values(expected) });
		}),
		{ numRuns: 500 },
	);
});

/** References given as flags are known as secrets by their names only. */
const values = ({ variables }: ReturnType<typeof essence>) =>
	Object.fromEntries(Object.entries(variables).map(([name, { value }]) => [name, value]));

test("reads well", () => {
	const draft: Profile = {
		version: 1,
		extends: "debian-vm",
		name: "web",
		title: "Our web server",
		release: "trixie",
		elements: ["nginx"],
		variables: { MOTD: "it's me", SITE_TOKEN: { "from-env": "TOKEN" } },
		disk: { layout: "efi", size: "8GiB" },
		user: { name: "me", "ssh-key": "/home/me/.ssh/id_ed25519.pub" },
		"boot-test": true,
	};
	expect(draftCommand(draft, files)).toEqual({
		text: `diskwright build debian-vm nginx --release trixie --user me --ssh-key /home/me/.ssh/id_ed25519.pub --layout efi --size 8GiB -o web --boot-test --set 'MOTD=it'"'"'s me' --set SITE_TOKEN="$TOKEN"`,
		leftOut: [],
	});
});

test("what has no flag is told", () => {
	const draft: Profile = { version: 1, extends: "x", checksum: false, "boot-test": { timeout: "5m" } };
	expect(draftCommand(draft, files).leftOut).toEqual([
		"'checksum: false' has no flag; save the profile to keep it",
		"'boot-test.timeout' has no flag; save the profile to keep it",
	]);
});
