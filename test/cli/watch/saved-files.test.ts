import {
	appendFileSync,
	chmodSync,
	linkSync,
	mkdirSync,
	mkdtempSync,
	renameSync,
	rmSync,
	symlinkSync,
	unlinkSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SavedFiles } from "../../../src/cli/watch/saved-files.js";

let folder: string;
let saved: SavedFiles;
const never = new AbortController().signal;
const at = (name: string) => join(folder, name);
const names = (paths: readonly string[]) => paths.map((path) => path.slice(folder.length + 1));

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "saved-files-"));
	for (const name of ["one/mine/install.d", "one/mine/static", "two"]) mkdirSync(at(name), { recursive: true });
	for (const name of ["one/mine/install.d/50-x", "one/mine/static/page", "web.yaml"]) writeFileSync(at(name), "text\n");
	saved = new SavedFiles();
	saved.watch({
		folders: [at("one/mine"), at("two/mine")],
		files: [at("web.yaml"), at("absent/deep/file")],
	});
});
afterEach(() => {
	saved.close();
	rmSync(folder, { recursive: true });
});

const HOOK = "one/mine/install.d/50-x";
const write = (name: string, text = "other\n") => writeFileSync(at(name), text);

describe("a save counts once, whatever an editor does on its way:", () => {
	const saves: readonly [string, () => unknown, readonly string[]][] = [
		["written over", () => write(HOOK), [HOOK]],
		[
			"emptied, then written in pieces",
			() => {
				write(HOOK, "");
				for (let part = 0; part < 20; part += 1) appendFileSync(at(HOOK), "part\n");
			},
			[HOOK],
		],
		[
			"a temporary file renamed over it",
			() => {
				write("one/mine/install.d/.50-x.tmp");
				renameSync(at("one/mine/install.d/.50-x.tmp"), at(HOOK));
			},
			[HOOK],
		],
		[
			"vim: a probe, a swap file, the old one renamed, a new one, the old one removed",
			() => {
				write("one/mine/install.d/4913");
				unlinkSync(at("one/mine/install.d/4913"));
				write("one/mine/install.d/.50-x.swp");
				renameSync(at(HOOK), at(`${HOOK}~`));
				write(HOOK);
				unlinkSync(at(`${HOOK}~`));
			},
			[HOOK],
		],
		[
			"emacs: a lock that leads nowhere, a backup that stays",
			() => {
				symlinkSync("me@host.1", at("one/mine/install.d/.#50-x"));
				linkSync(at(HOOK), at(`${HOOK}~`));
				write("one/mine/install.d/#50-x#");
				renameSync(at("one/mine/install.d/#50-x#"), at(HOOK));
				unlinkSync(at("one/mine/install.d/.#50-x"));
			},
			[HOOK],
		],
		[
			"gedit",
			() => {
				write("one/mine/static/.goutputstream-AB12CD");
				renameSync(at("one/mine/static/.goutputstream-AB12CD"), at("one/mine/static/page"));
			},
			["one/mine/static/page"],
		],
		["the mode", () => chmodSync(at(HOOK), 0o755), [HOOK]],
		["the same text again", () => write(HOOK, "text\n"), [HOOK]],
		[
			"a new file, in a new folder",
			() => {
				mkdirSync(at("one/mine/post-install.d"));
				write("one/mine/post-install.d/60-new");
			},
			["one/mine/post-install.d"],
		],
		["a file that goes", () => unlinkSync(at(HOOK)), [HOOK]],
		["an element that goes", () => rmSync(at("one/mine"), { recursive: true }), ["one/mine"]],
		[
			"an element that appears where another collection has it",
			() => {
				mkdirSync(at("two/mine/install.d"), { recursive: true });
				write("two/mine/install.d/70-y");
			},
			["two/mine"],
		],
		[
			"an element that is put away and another one in its place",
			() => {
				renameSync(at("one/mine"), at("away"));
				mkdirSync(at("one/mine/install.d"), { recursive: true });
				write(HOOK);
			},
			[HOOK, "one/mine/static"],
		],
		[
			"the profile, renamed over",
			() => {
				write("web.yaml.new");
				renameSync(at("web.yaml.new"), at("web.yaml"));
			},
			["web.yaml"],
		],
		[
			"a file that was missing, with its folders",
			() => {
				mkdirSync(at("absent/deep"), { recursive: true });
				write("absent/deep/file");
			},
			["absent/deep/file"],
		],
	];
	test.each(saves)("%s", async (_, save, expected) => {
		save();
		expect(names(await saved.next(never))).toEqual([...expected].sort());
		expect(saved.pending).toBe(false);
		// What comes after it counts as well.
		writeFileSync(at("web.yaml"), "once more\n");
		expect(names(await saved.next(never))).toEqual(["web.yaml"]);
	});
});

test("what is no part of the build, an editor's files and times of folders do not count", async () => {
	write("one/other.txt");
	mkdirSync(at("one/another-element"));
	write("one/mine/install.d/.50-x.swp");
	write("image.qcow2");
	utimesSync(at("one/mine"), 1, 1);
	write("web.yaml");
	expect(names(await saved.next(never))).toEqual(["web.yaml"]);
});

test("what changed while other files began to be watched is told", async () => {
	write(HOOK);
	saved.watch({ folders: [at("one/mine")], files: [] });
	expect(saved.pending).toBe(true);
	expect(names(await saved.next(never))).toEqual([HOOK]);
});

test("nobody waits longer than the signal lets him", async () => {
	const over = new AbortController();
	const found = saved.next(over.signal);
	over.abort();
	expect(await found).toEqual([]);
});

test("a link that leads in a circle, and names too long to be there, are no reason to end", async () => {
	symlinkSync("loop", at("one/mine/static/loop"));
	expect(names(await saved.next(never))).toEqual(["one/mine/static/loop"]);
	saved.watch({ folders: [at("one/mine"), join(at("one/mine/static/loop"), "mine")], files: [at("n".repeat(300))] });
	write(HOOK);
	expect(names(await saved.next(never))).toEqual([HOOK]);
});
