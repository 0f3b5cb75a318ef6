import { expect, test } from "vitest";
import { differenceFrom } from "../../../src/core/profile/difference.js";
import { draftCommand } from "../../../src/core/profile/draft-command.js";
import { editProfileText } from "../../../src/core/profile/edit.js";
import { exportDibCommand, exportDibList } from "../../../src/core/profile/export-dib.js";
import { importDib } from "../../../src/core/profile/import-dib.js";
import { mergeProfiles } from "../../../src/core/profile/merge.js";
import { parseProfile } from "../../../src/core/profile/parse.js";
import type { Profile } from "../../../src/core/profile/profile.js";
import { mapPaths } from "../../../src/profiles/load-profile.js";

const OLD = "a".repeat(40);
const NEW = "b".repeat(40);
const house = (commit: string) => ({ name: "house", from: "https://host/house.git", commit });
const local = { name: "mine", from: "./elements", commit: OLD };
const dib = { name: "diskimage-builder", installed: "3.13.0" };

test("two sources of one name, a short commit and an unknown key are told with their places", () => {
	const profile = (sources: string) => () => parseProfile(`version: 1\nsources:\n${sources}`, "p.yaml");
	expect(profile("  - {name: a, installed: x}\n  - {name: a, installed: y}\n")).toThrow(/two sources called 'a'/);
	expect(profile("  - {name: a, from: x, commit: abc}\n")).toThrow(/40 digits/);
	expect(profile("  - {name: a, installed: x, comit: y}\n")).toThrow(/Unknown key 'comit'/);
	try {
		profile("  - {name: a, installed: x}\n  - {name: a, installed: y}\n")();
	} catch (error) {
		expect(error).toMatchObject({ place: { file: "p.yaml", line: 4 } });
	}
});

test("a variant adds sources and moves those of its base, and states nothing else", () => {
	const base: Profile = { version: 1, sources: [house(OLD), dib] };
	const merged = mergeProfiles(base, { version: 1, sources: [local, house(NEW)] });
	expect(merged.sources).toEqual([house(NEW), dib, local]);
	expect(differenceFrom(base, merged)?.sources).toEqual([house(NEW), local]);
	expect(differenceFrom(base, { version: 1, sources: [house(OLD)] })).toBeUndefined();
});

test("only paths are made absolute", () => {
	const { sources } = mapPaths({ version: 1, sources: [house(OLD), local, dib] }, (path) => `/profiles/${path}`);
	expect(sources).toEqual([house(OLD), { ...local, from: "/profiles/./elements" }, dib]);
});

test("moving a commit changes one line of a file", () => {
	const text = `version: 1\nsources:\n  # of the house\n  - name: house # ours\n    from: https://host/house.git\n    commit: ${OLD} # old\n`;
	expect(editProfileText(text, { version: 1, sources: [house(NEW)] })).toContain("# of the house");
});

test("DIB's commands lead to the folders on this host, and importing them gives the sources back", () => {
	const profile: Profile = { version: 1, name: "web", elements: ["tiny"], sources: [house(OLD), dib] };
	const files = {
		filePath: (file: string) => file,
		keyFile: () => "",
		sourceFolders: ({ commit }: { commit: string }) => [`/data/house/${commit}/one`, `/data/house/${commit}/two`],
	};
	const command = exportDibCommand(profile, files);
	expect(command.text).toContain(`ELEMENTS_PATH=/data/house/${OLD}/one:/data/house/${OLD}/two`);
	expect(command.leftOut).toEqual([expect.stringContaining(`https://host/house.git at ${OLD}`)]);
	expect(exportDibList([profile], files).text).toContain(`ELEMENTS_PATH: /data/house/${OLD}/one`);
	const back = importDib([{ file: "x", text: `${command.text.replace("/two", "/two:/own")}` }], "/", (folder) =>
		folder.startsWith("/data/house/") ? house(OLD) : undefined,
	);
	expect(back.profiles[0]?.profile.sources).toEqual([house(OLD)]);
	expect(back.profiles[0]?.notes.join()).toMatch(/--elements-path \/own$/);
});

test("what is not on this host is named with its commit", () => {
	const files = { filePath: (file: string) => file, keyFile: () => "", sourceFolders: () => undefined };
	const { text, leftOut } = exportDibCommand({ version: 1, elements: ["tiny"], sources: [house(OLD)] }, files);
	expect(text).not.toContain("ELEMENTS_PATH");
	expect(leftOut[0]).toMatch(/house is not on this host.*https:\/\/host\/house.git at a{40}/);
});

test("the command line names sources with their commits", () => {
	const { text } = draftCommand({ version: 1, elements: ["tiny"], sources: [house(OLD), dib] }, { filePath: String });
	expect(text).toContain(`--source house@${OLD} --source diskimage-builder`);
});
