import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { notesLeft } from "../../../src/engine/layers/notes.js";

/** A build's folder with the same notes, wherever it lies. */
function folder(word: string) {
	const build = mkdtempSync("/tmp/notes-");
	mkdirSync(join(build, "mnt"));
	writeFileSync(join(build, "mnt/file"), String(Math.random()));
	mkdirSync(join(build, "kept"));
	writeFileSync(join(build, "kept/state"), `${word} in ${build}/kept`);
	symlinkSync(`${build}/kept/state`, join(build, "link"));
	return build;
}

test("notes that hooks leave for each other count by content, not by where the build lies", () => {
	const folders = [folder("one"), folder("one"), folder("two")];
	try {
		const [one, same, other] = folders.map((build) => notesLeft(build, new Set(["mnt"])));
		expect(one?.map(({ name }) => name)).toEqual([
			"left in the build's folder: kept",
			"left in the build's folder: kept/state",
			"left in the build's folder: link",
		]);
		expect(same).toEqual(one);
		expect(other?.filter(({ value }, index) => value !== one?.[index]?.value)).toHaveLength(1);
	} finally {
		for (const build of folders) rmSync(build, { recursive: true });
	}
});
