import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exportDibCommand, exportDibList } from "../../../src/core/profile/export-dib.js";
import { importDib } from "../../../src/core/profile/import-dib.js";
import type { Profile } from "../../../src/core/profile/profile.js";
import { anyProfile, essence, files, optionsOf } from "../../support/random-profiles.js";

const named = (profile: Profile): Profile => ({ ...profile, name: profile.name ?? "image" });
const imported = (text: string) => importDib([{ file: "x", text }], "/work").profiles;
/** Variables that only repeat what an option says are not compared. */
const only = (profile: Profile) => {
	const { variables, ...rest } = essence(optionsOf(profile));
	const { DIB_NO_TMPFS: _a, DIB_IMAGE_EXTRA_SIZE: _b, ...others } = variables;
	return { ...rest, variables: others };
};

describe("a profile as DIB's command and back", () => {
	test("gives the same options", () => {
		fc.assert(
			fc.property(anyProfile, (random) => {
				const profile = named(random);
				const [back] = imported(exportDibCommand(profile, files).text);
				expect(only(back?.profile as Profile)).toEqual(only(profile));
			}),
			{ numRuns: 500 },
		);
	});

	test("the shell reads the same words as the importer", () => {
		fc.assert(
			fc.property(anyProfile, (random) => {
				const { variables: _variables, user: _user, ...profile } = named(random);
				const { text } = exportDibCommand(profile, files);
				const shell = text.replace(
					"disk-image-create",
					"node -e 'console.log(JSON.stringify(process.argv.slice(1)))' --",
				);
				const words = JSON.parse(execFileSync("bash", ["-c", shell], { encoding: "utf8" })) as string[];
				const again = ["disk-image-create", ...words].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
				const [direct] = imported(text.slice(text.indexOf("disk-image-create")));
				expect(imported(again)[0]?.profile).toEqual(direct?.profile);
			}),
			{ numRuns: 10 },
		);
	});
});

describe("profiles as DIB's list and back", () => {
	test("give the same options, but for secrets", () => {
		fc.assert(
			fc.property(fc.array(anyProfile, { minLength: 1, maxLength: 3 }), (random) => {
				const profiles = random.map((profile, index) => withoutSecrets({ ...profile, "image-name": `image-${index}` }));
				const { text, leftOut } = exportDibList(profiles, files);
				expect(leftOut).toEqual([]);
				const back = importDib([{ file: "x", text }], "/work").profiles;
				expect(back.map(({ profile }) => only(profile))).toEqual(profiles.map(only));
			}),
			{ numRuns: 200 },
		);
	});

	test("secrets are named, not written", () => {
		const profile: Profile = { version: 1, name: "x", elements: ["vm"], variables: { T: { "from-file": "/a b" } } };
		const { text, leftOut } = exportDibList([profile], files);
		expect(text).not.toContain("/a b");
		expect(leftOut).toEqual([`'T' is secret. Set it before the list is built: export T="$(cat '/a b')"`]);
	});
});

function withoutSecrets({ user, variables, ...profile }: Profile): Profile {
	const { "password-hash": _hash, ...rest } = user ?? {};
	const plain = Object.entries(variables ?? {}).filter(([, value]) => typeof value === "string");
	return { ...profile, ...(user ? { user: rest } : {}), variables: Object.fromEntries(plain) };
}
