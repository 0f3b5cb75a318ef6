import { linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { steadyTreeKiB } from "../../../src/engine/reproducible/tree-size.js";

let tree = "";
beforeEach(() => {
	tree = mkdtempSync("/tmp/diskwright-size-[*]-");
	mkdirSync(join(tree, "etc"));
	writeFileSync(join(tree, "etc/one"), "1");
	linkSync(join(tree, "etc/one"), join(tree, "etc/two"));
	writeFileSync(join(tree, "etc/nine"), Buffer.alloc(9000));
});
afterEach(() => rmSync(tree, { recursive: true, force: true }));

test("the size of a tree counts blocks of 4 KiB, a file of two names once", async () => {
	expect(await steadyTreeKiB(tree)).toBe(4 + 4 + 4 + 12);
});

test("what does not stay in a reproducible image makes no difference to its size", async () => {
	const before = await steadyTreeKiB(tree);
	for (const folder of ["var/log/apt", "var/cache/man/de", "tmp"]) mkdirSync(join(tree, folder), { recursive: true });
	const folders = 4 * ["var", "var/log", "var/cache", "var/cache/man", "tmp"].length;
	for (const file of ["var/log/apt/x", "var/log/y", "var/cache/man/de/z", "tmp/x"]) {
		writeFileSync(join(tree, file), Buffer.alloc(100_000));
	}
	expect(await steadyTreeKiB(tree)).toBe(before + folders);
});
