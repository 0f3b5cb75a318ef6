import { describe, expect, test } from "vitest";
import { openEmulator } from "./emulator.js";
import { rgbOf } from "./palette.js";
import { screenToSvg, svgToPng } from "./picture.js";

async function svgOf(output: string, title?: string): Promise<string> {
	const emulator = openEmulator({ cols: 20, rows: 3 });
	emulator.write(output);
	await emulator.settled();
	return screenToSvg(emulator.cells(), title === undefined ? {} : { title });
}

describe("a picture of a screen", () => {
	test("has every character at its cell, in its colours and style", async () => {
		const svg = await svgOf("\u001b[1;38;2;255;0;16mab\u001b[0m  <&\r\n\u001b[3;4mit\u001b[0m");
		expect(svg).toContain(
			'<text x="18 27.03" y="57.6" fill="#ff0010" font-weight="bold" xml:space="preserve">ab</text>',
		);
		expect(svg).toContain('<text x="54.12 63.15" y="57.6" fill="#c0caf5" xml:space="preserve">&lt;&amp;</text>');
		expect(svg).toContain('y="75.06" fill="#c0caf5" font-style="italic" text-decoration="underline"');
	});

	test("draws backgrounds, swapped ones too, and dims towards them", async () => {
		const svg = await svgOf("\u001b[44mon blue\u001b[0m\r\n\u001b[7mswapped\u001b[0m\r\n\u001b[2mdim\u001b[0m");
		expect(svg).toContain(`<rect x="18" y="44" width="63.21" height="17.76" fill="${rgbOf("ansi-4")}"/>`);
		expect(svg).toMatch(/fill="#c0caf5"\/>\n[\s\S]*fill="#1a1b26" xml:space="preserve">swapped</);
		expect(svg).toMatch(/fill="#757b98" xml:space="preserve">dim</);
	});

	test("gives wide and combined characters their cells", async () => {
		const svg = await svgOf("包e\u0301x");
		expect(svg).toContain('x="18 36.06 36.06 45.09"');
	});

	test("has a frame with a title, and is a PNG one and a half times its size", async () => {
		const svg = await svgOf("text", "a <title>");
		expect(svg).toMatch(/width="216.6" height="114.38"[\s\S]*(<circle[\s\S]*){3}a &lt;title&gt;/);
		const png = svgToPng(svg);
		expect(png.subarray(1, 4).toString()).toBe("PNG");
		expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([325, 172]);
	});

	test.each([
		["ansi-1", "#f7768e"],
		["ansi-16", "#000000"],
		["ansi-110", "#87afd7"],
		["ansi-255", "#eeeeee"],
		["#123456", "#123456"],
	])("%s is %s", (colour, rgb) => expect(rgbOf(colour)).toBe(rgb));
});
