import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EXPLAINED } from "./explained.js";

test("at most twenty differences stay, each of one path and with its cause", () => {
	expect(EXPLAINED.length).toBeLessThanOrEqual(20);
	for (const { path, aspect, cause } of EXPLAINED) {
		expect(path).toMatch(/^(\/|package )/);
		expect(path).not.toMatch(/[*?[\]{}]/);
		expect(aspect).not.toBe("");
		expect(cause.length, path).toBeGreaterThan(20);
	}
	expect(new Set(EXPLAINED.map(({ path, aspect }) => `${path} ${aspect}`)).size).toBe(EXPLAINED.length);
});

test("docs/compatibility.md names all of them, as the list says it", () => {
	const page = readFileSync(join(import.meta.dirname, "../../../docs/compatibility.md"), "utf8");
	const rows = EXPLAINED.map(({ path, aspect, cause }) => `| \`${path}\` | ${aspect} | ${cause} |`);
	const table = page.slice(page.indexOf("| Path | What | Cause |")).trimEnd().split("\n").slice(2);
	expect(table).toEqual(rows);
});
