import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const PROJECT = resolve(import.meta.dirname, "../../..");
const table = readFileSync(join(import.meta.dirname, "README.md"), "utf8");

/** Numbers of `1–3, 5`. */
const numbers = (text: string) =>
	text.split(", ").flatMap((range) => {
		const [first = 0, last = first] = range.split("–").map(Number);
		return Array.from({ length: last - first + 1 }, (_, index) => first + index);
	});
const rows = [...table.matchAll(/^\| (\d[\d–, ]*?) +\| (.*?) +\|$/gm)].map(([, items = "", where = ""]) => ({
	items: numbers(items),
	where,
}));

test("every item stands in the table once", () => {
	const listed = rows.flatMap(({ items }) => items).sort((a, b) => a - b);
	expect(listed).toEqual(Array.from({ length: 85 }, (_, index) => index + 1));
});

test("every item has its test in the file that the table names", () => {
	const tested = rows.filter(({ where }) => /^\S+\.test\.ts$/.test(where));
	expect(tested.flatMap(({ items }) => items)).toHaveLength(85);
	for (const { items, where } of tested) {
		const text = readFileSync(join(PROJECT, where), "utf8");
		for (const item of items) expect(text, `item ${item} in ${where}`).toContain(`test("15.${item} `);
	}
});
