import { readdirSync, readFileSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const CONTRACT = readFileSync(join(ROOT, "docs/contract.md"), "utf8");
const BINARY = new Set([".gz", ".png", ".qcow2", ".zst", ".tar", ".xz"]);
const HERE = join("test/project", "citations.test.ts");

/** Numbers of sections and of DIB's odd behaviours that docs/contract.md has: `7.3`, `Q12`. */
const known = new Set([
	...Array.from(CONTRACT.matchAll(/^#+ (\d+(?:\.\d+)?)[. ]/gm), ([, number]) => number),
	...Array.from(CONTRACT.matchAll(/^\| (Q\d+) \|/gm), ([, number]) => number),
]);

/** What a text cites that is not there, and what it cites of another document than the contract. */
function wrongCitations(text: string): string[] {
	const cited = [
		...Array.from(text.matchAll(/§(\d+(?:\.\d+)?)/g), ([, number]) => number ?? ""),
		// Inside brackets or after the word, and not in lines of perl, where Q is a size.
		...Array.from(text.matchAll(/(?:\(|contract |, )(Q\d+)(?=[),:;])/g), ([, number]) => number ?? ""),
	];
	return [
		...cited.filter((number) => !known.has(number)),
		...Array.from(text.matchAll(/\b(?!contract\b)(\w+),? §/g), ([all]) => all).filter((all) => !/\d/.test(all)),
	];
}

function textsBelow(folder: string): string[] {
	return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && !BINARY.has(extname(entry.name)))
		.map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
		.filter((file) => file !== HERE);
}

test("every section that a comment or a test cites is in docs/contract.md, and no other document is cited", () => {
	const files = ["src", "elements", "test"].flatMap(textsBelow);
	const texts = files.map((file) => [file, readFileSync(join(ROOT, file), "utf8")] as const);
	expect(texts.filter(([, text]) => /§\d/.test(text)).length).toBeGreaterThan(100);
	const wrong = texts.flatMap(([file, text]) => wrongCitations(text).map((citation) => `${file}: ${citation}`));
	expect(wrong).toEqual([]);
});

test.each([
	["/** Which files run (contract §6.2, §6.9). */", "6.9"],
	["/** In the order of contract §17. */", "17"],
	["/** As DIB does (contract Q99). */", "Q99"],
	["/** As DIB does (contract §6.2, Q98). */", "Q98"],
	["/** The first one wins (design §2). */", "design §"],
])("the check sees what is wrong in %s", (text, citation) => {
	expect(wrongCitations(text)).toEqual([citation]);
});

test.each(["contract §7.3, step 26", "The order of the contract, §7.3 (step 2)", 'pack("Q3QQ L2", 0)', "(§13)"])(
	"the check passes over %s",
	(text) => {
		expect(wrongCitations(text)).toEqual([]);
	},
);
