import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ELEMENT_CATEGORIES } from "../../src/core/element/element.js";
import { PHASES } from "../../src/core/hooks/phases.js";
import { RULES } from "../../src/core/lint/lint-element.js";

const page = readFileSync(join(import.meta.dirname, "../../docs/elements.md"), "utf8");

test("docs/elements.md has every rule of the lint, as the rule says it", () => {
	const rows = RULES.map(
		({ id, dib, severity, asks }) => `| \`${id}\` | ${dib ? "DIB " : ""}| ${severity} | ${asks} |`,
	);
	const table = page.slice(page.indexOf("| rule |")).trimEnd().split("\n").slice(2);
	expect(table).toEqual(rows);
});

test("docs/elements.md names every category and phase", () => {
	for (const category of ELEMENT_CATEGORIES) expect(page).toContain(`\`${category}\``);
	expect(page.replaceAll("\n", " ")).toContain(PHASES.map((phase) => `\`${phase}\``).join(", "));
});
