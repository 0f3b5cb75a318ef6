import { expect, test } from "vitest";
import { LEGEND } from "../../../src/ui/keys/legend.js";
import { GLYPHS } from "../../../src/ui/kit/look/glyphs.js";

/** They decorate, and stand for nothing. */
const PLAIN: readonly string[] = [GLYPHS.brand];

test("every sign is explained, once", () => {
	const explained = LEGEND.flatMap(({ entries }) => entries.flatMap(({ sign }) => sign));
	for (const glyph of Object.values(GLYPHS)) {
		if (PLAIN.includes(glyph)) continue;
		expect(
			explained.some((sign) => sign.includes(glyph)),
			glyph,
		).toBe(true);
	}
	expect(new Set(explained).size).toBe(explained.length);
});

test("a meaning is seen whole on a terminal of 80 columns", () => {
	for (const { entries } of LEGEND) {
		for (const { meaning } of entries) expect(meaning.length, meaning).toBeLessThanOrEqual(58);
	}
});
