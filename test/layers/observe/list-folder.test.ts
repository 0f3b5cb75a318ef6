import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { asCaller } from "../../../src/host/as-caller.js";
import { listFolder } from "../../../src/layers/observe/list-folder.js";
import { NOBODY } from "../../support/nobody.js";

/** A folder that looks as if nobody had touched it for long. */
function oldFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), "list-folder-"));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	writeFileSync(join(folder, "a"), "");
	symlinkSync("a", join(folder, "link"));
	mkdirSync(join(folder, "inside"));
	return folder;
}

const namesOf = (folder: string, now?: () => number) =>
	listFolder(folder, now)
		.map(({ name, kind, target }) => `${name} ${kind} ${target ?? ""}`.trim())
		.sort();

/** A moment at which what was done before is no longer young. */
const later = () => Date.now() + 10_000;

test("what comes, goes or leads elsewhere in a folder is seen at once", () => {
	const folder = oldFolder();
	expect(namesOf(folder, later)).toEqual(["a other", "inside folder", "link link a"]);
	writeFileSync(join(folder, "b"), "");
	expect(namesOf(folder, later)).toContain("b other");
	rmSync(join(folder, "link"));
	symlinkSync("b", join(folder, "link"));
	expect(namesOf(folder, later)).toContain("link link b");
	rmSync(join(folder, "b"));
	expect(namesOf(folder, later)).toEqual(["a other", "inside folder", "link link b"]);
});

test("a folder that another one has taken the place of is read again, whatever its times", () => {
	const folder = oldFolder();
	const other = join(folder, "other");
	mkdirSync(other);
	mkdirSync(join(folder, "inside/x"));
	for (const one of [other, join(folder, "inside")]) utimesSync(one, 1000, 1000);
	expect(namesOf(join(folder, "inside"), later)).toEqual(["x folder"]);
	rmSync(join(folder, "inside"), { recursive: true });
	renameSync(other, join(folder, "inside"));
	expect(namesOf(join(folder, "inside"), later)).toEqual([]);
});

test("a folder that was changed just now is read again next time", () => {
	const folder = oldFolder();
	// As if the file system's clock stood still: the times of the folder are those of before.
	const times = () => utimesSync(folder, 1000, 1000);
	times();
	expect(namesOf(folder)).toHaveLength(3);
	writeFileSync(join(folder, "b"), "");
	times();
	expect(namesOf(folder)).toHaveLength(4);
});

test("a folder that is not there throws", () => {
	expect(() => listFolder("/nonexistent/folder")).toThrow("ENOENT");
});

test.skipIf(process.getuid?.() !== 0)("what root has listed is not shown to a caller who may not list it", () => {
	const folder = oldFolder();
	expect(namesOf(folder, later)).toContain("a other");
	expect(() => asCaller({ uid: NOBODY, gid: NOBODY }, () => namesOf(folder, later))).toThrow(/EACCES/);
	expect(namesOf(folder, later)).toContain("a other");
});
