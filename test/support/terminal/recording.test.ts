import { expect, test } from "vitest";
import { openEmulator } from "./emulator.js";
import { type Frame, recordingToSvg } from "./recording.js";

async function frames(...texts: readonly (readonly [number, string])[]): Promise<Frame[]> {
	const emulator = openEmulator({ cols: 12, rows: 2 });
	const all: Frame[] = [];
	for (const [at, text] of texts) {
		emulator.write(text);
		all.push({ at, cells: await emulator.snapshot() });
	}
	return all;
}

test("rows appear and go at their times, and what stands is drawn once", async () => {
	const svg = recordingToSvg(await frames([0, "stays\r\n"], [1000, "one"], [6000, "\rtwo"]));
	expect(svg.match(/>stays</g)).toHaveLength(1);
	expect(svg).toContain("@keyframes r0{0%{visibility:hidden}10%{visibility:visible}60%{visibility:hidden}}");
	expect(svg).toContain("@keyframes r1{0%{visibility:hidden}60%{visibility:visible}}");
	expect(svg).toContain("animation:r1 10000ms step-end infinite");
	expect(svg).toMatch(/<g class="r0 past">\n<text[^>]*>one</);
	expect(svg).toMatch(/<g class="r1">\n<text[^>]*>two</);
});

test("where nothing moves the last frame is seen", async () => {
	const svg = recordingToSvg(await frames([0, "first"], [500, "\rlast!"]));
	const [still = "", moving = ""] = /<style>(.*?)@media \(prefers-reduced-motion:no-preference\)\{(.*)\}<\/style>/
		.exec(svg)
		?.slice(1) ?? ["", ""];
	expect(still).toBe(".past{visibility:hidden}");
	expect(moving).toContain("@keyframes");
	expect(svg).toMatch(/class="r0 past">\n<text[^>]*>first</);
	expect(svg).toMatch(/class="r1">\n<text[^>]*>last!</);
});

test("a recording of nothing is none", () => expect(() => recordingToSvg([])).toThrow(RangeError));
