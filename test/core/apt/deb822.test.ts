import { expect, test } from "vitest";
import { parseStanzas, StanzaReader } from "../../../src/core/apt/deb822.js";

const TEXT = "Package: a\nDepends: x,\n y\nVersion: 1\n\n# a remark\nPackage: b\nno field\n continued\n\n\n\nPACKAGE:c";

test("paragraphs are read with lines that go on, remarks and without an end", () => {
	expect(parseStanzas(TEXT).map((stanza) => Object.fromEntries(stanza))).toEqual([
		{ package: "a", depends: "x,\ny", version: "1" },
		{ package: "b" },
		{ package: "c" },
	]);
	expect(parseStanzas(TEXT, new Set(["package"])).map((stanza) => Object.fromEntries(stanza))).toEqual([
		{ package: "a" },
		{ package: "b" },
		{ package: "c" },
	]);
	expect(parseStanzas("")).toEqual([]);
});

test("a text that comes in parts is read as one, wherever it is cut", () => {
	for (let cut = 0; cut <= TEXT.length; cut += 1) {
		const found: string[] = [];
		const reader = new StanzaReader((stanza) => found.push(JSON.stringify([...stanza])));
		reader.push(TEXT.slice(0, cut));
		reader.push(TEXT.slice(cut));
		reader.end();
		expect(found).toEqual(parseStanzas(TEXT).map((stanza) => JSON.stringify([...stanza])));
	}
});

test.each([
	["a line", "x".repeat(2 ** 16), /line of it has no end/],
	["a paragraph", `${"Field: x".repeat(1000)}\n`, /paragraph of it has no end/],
])("%s without end is refused before it fills the memory", (_, part, message) => {
	const reader = new StanzaReader(() => {});
	expect(() => {
		for (let count = 0; count < 1000; count += 1) reader.push(part);
	}).toThrow(message);
});
