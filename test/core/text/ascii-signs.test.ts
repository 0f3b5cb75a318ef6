import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createScanner, LanguageVariant, ScriptTarget, SyntaxKind } from "typescript";
import { describe, expect, test } from "vitest";
import { asciiCells, asciiText, needsAscii, SIGNS } from "../../../src/core/text/ascii-signs.js";
import { printableJson } from "../../../src/core/text/terminal-text.js";
import { GLYPHS, SPINNER } from "../../../src/ui/kit/look/glyphs.js";
import { width } from "../../../src/ui/kit/text/text.js";

const SOURCES = join(import.meta.dirname, "../../../src");
const ASCII = /^[\u0000-\u007f]*$/;

test("every sign is one cell, and one of ASCII", () => {
	for (const sign of SIGNS) {
		expect(asciiCells(sign), sign).toMatch(/^[ -~]$/);
		expect(asciiText(sign), sign).toMatch(/^[ -~]{1,3}$/);
		expect(width(sign), sign).toBe(1);
	}
	for (const glyph of [...Object.values(GLYPHS), ...SPINNER]) expect(asciiCells(glyph), glyph).toMatch(ASCII);
});

test("whatever the program itself writes is one of these signs", () => {
	const found = new Set<string>();
	for (const file of readdirSync(SOURCES, { recursive: true, encoding: "utf8" })) {
		const path = join(SOURCES, file);
		if (!/\.tsx?$/.test(file) || statSync(path).isDirectory()) continue;
		for (const sign of writtenIn(readFileSync(path, "utf8"), file.endsWith("x"))) found.add(`${sign} in ${file}`);
	}
	// Arrows as a user may write them in the preferences are read, not written.
	const foreign = [...found].filter((one) => !SIGNS.includes(one.charAt(0)));
	expect(foreign).toEqual([]);
});

/** Characters beyond ASCII outside of comments. */
function writtenIn(text: string, jsx: boolean): string[] {
	if (ASCII.test(text)) return [];
	const scanner = createScanner(ScriptTarget.Latest, false, jsx ? LanguageVariant.JSX : LanguageVariant.Standard, text);
	const signs: string[] = [];
	for (let token = scanner.scan(); token !== SyntaxKind.EndOfFileToken; token = scanner.scan()) {
		if (token === SyntaxKind.SingleLineCommentTrivia || token === SyntaxKind.MultiLineCommentTrivia) continue;
		signs.push(...[...scanner.getTokenText()].filter((sign) => !ASCII.test(sign)));
	}
	return signs;
}

test("what is somebody's own text stays", () => {
	expect(asciiCells("├ Müller 名前 …")).toBe("+ Müller 名前 ~");
	expect(asciiText("✔ naïve → 10 … ×2")).toBe("+ naïve -> 10 ... x2");
});

describe("signs are ASCII", () => {
	test.each([
		[{ LC_ALL: "C", LANG: "de_DE.UTF-8" }, undefined, true],
		[{ LANG: "C" }, undefined, true],
		[{ LANG: "POSIX" }, undefined, true],
		[{ LC_CTYPE: "de_DE.ISO-8859-1", LANG: "de_DE.UTF-8" }, undefined, true],
		[{ TERM: "linux", LANG: "C.UTF-8" }, undefined, true],
		[{ LANG: "C" }, "unicode", false],
		[{ LANG: "C.UTF-8" }, "ascii", true],
		[{ LANG: "de_DE.utf8" }, undefined, false],
		[{ LC_ALL: "", LANG: "C.UTF-8" }, "auto", false],
		[{}, undefined, false],
	] as const)("with %o and %s: %s", (env, choice, expected) => {
		expect(needsAscii(env, choice)).toBe(expected);
	});
});

test("JSON holds no sign as itself: it says the same on every terminal", () => {
	const value = { title: "a → b … ✔ é" };
	const text = printableJson(value);
	expect(asciiText(text)).toBe(text);
	expect(JSON.parse(text)).toEqual(value);
});
