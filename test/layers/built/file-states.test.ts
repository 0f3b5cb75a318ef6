import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { editedSince, FileStates } from "../../../src/layers/built/file-states.js";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "file-states-"));
	mkdirSync(join(folder, "sub"));
	writeFileSync(join(folder, "sub/file"), "one");
	symlinkSync("sub/file", join(folder, "link"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const look = () => new FileStates().folder("x: ", folder);
const path = (name: string) => join(folder, name);

describe("what lies in a folder", () => {
	test("is told by names, kinds, modes, owners, contents, and where links lead with what is there", () => {
		const names = look().map(({ name, value }) => `${name} ${value.split(" ")[0]}`);
		expect(names).toEqual(["x: link link", "x: sub folder", "x: sub/file file"]);
	});

	test.each<[string, () => unknown, string[]]>([
		["nothing", () => {}, []],
		["the time of a file", () => utimesSync(path("sub/file"), 1, 1), []],
		["a content", () => writeFileSync(path("sub/file"), "two"), ["x: link", "x: sub/file"]],
		["a mode", () => chmodSync(path("sub/file"), 0o600), ["x: sub/file"]],
		["a mode of a folder", () => chmodSync(path("sub"), 0o700), ["x: sub"]],
		["a new empty file", () => writeFileSync(path("sub/new"), ""), ["x: sub/new"]],
		["a file less", () => rmSync(path("sub/file")), ["x: link", "x: sub/file"]],
		["a name", () => renameSync(path("sub/file"), path("sub/other")), ["x: link", "x: sub/file", "x: sub/other"]],
		[
			"where a link leads",
			() => {
				rmSync(path("link"));
				symlinkSync("/dev/null", path("link"));
			},
			["x: link"],
		],
	])("is another after a change of %s", (_, change, differing) => {
		const before = new Map(look().map(({ name, value }) => [name, value]));
		change();
		const now = new Map(look().map(({ name, value }) => [name, value]));
		const all = [...new Set([...before.keys(), ...now.keys()])].sort();
		expect(all.filter((name) => before.get(name) !== now.get(name))).toEqual(differing);
	});

	test("is followed through links that lead in a circle", () => {
		symlinkSync("..", path("sub/up"));
		expect(look().map(({ name }) => name)).toContain("x: sub/up");
	});

	test("is not read again while its files are as they were, and read when one was put in another's place", () => {
		const states = new FileStates();
		states.folder("x: ", folder);
		const known = Object.fromEntries(
			Object.entries(states.files).map(([file, [identity]]) => [file, [identity, "kept"]]),
		);
		const again = new FileStates(known as typeof states.files).folder("x: ", folder);
		expect(again.at(-1)?.value).toMatch(/ kept$/);
		writeFileSync(path("new"), "one");
		renameSync(path("new"), path("sub/file"));
		expect(new FileStates(known as typeof states.files).folder("x: ", folder).at(-1)?.value).not.toMatch(/kept/);
	});

	test("is edited when a file is not the one that was looked at", () => {
		const states = new FileStates();
		states.folder("x: ", folder);
		expect(editedSince(states.files)).toEqual([]);
		writeFileSync(path("sub/file"), "one");
		expect(editedSince(states.files)).toContain(path("sub/file"));
	});
});
