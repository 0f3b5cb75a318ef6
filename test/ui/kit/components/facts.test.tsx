import { expect, test } from "vitest";
import { type Fact, Facts, GAP } from "../../../../src/ui/kit/components/facts.js";
import { renderKit } from "../../../support/render-kit.js";

const shown = (facts: readonly Fact[], rows = 9, columns = 24) =>
	renderKit(<Facts {...{ facts, columns, rows }} />)
		.lines()
		.map((line) => line.trimEnd());

test("texts begin below each other behind their labels, and go on there", () => {
	expect(
		shown([
			{ label: "release", text: "bookworm" },
			{ label: "by", text: "a text of several words" },
		]),
	).toEqual(["release  bookworm", "by       a text of", "         several words"]);
});

test("a tone has a sign of its own, and a gap is an empty line", () => {
	expect(
		shown([{ text: "fine", tone: "ok" }, GAP, { text: "bad", tone: "error" }, { text: "do", glyph: "→" }]),
	).toEqual(["✔ fine", "", "✖ bad", "→ do"]);
});

test("what has no room is counted on the last row", () => {
	const facts = ["a", "b", "c", "d"].map((text) => ({ text }));
	expect(shown(facts, 3)).toEqual(["a", "b", expect.stringMatching(/2 more lines/)]);
	expect(shown(facts, 4)).toEqual(["a", "b", "c", "d"]);
});
