import { describe, expect, test } from "vitest";
import { contrast, GROUNDS, type NamedColour, PALETTES } from "../../../../src/ui/kit/look/contrast.js";
import { chooseTheme, THEMES, type Theme } from "../../../../src/ui/kit/look/theme.js";
import { rgbOf } from "../../../support/terminal/palette.js";

const TEXTS = ["text", "strong", "dim", "accent", "ok", "warn", "error"] as const;
/** What stands on the highlighted row. */
const SELECTED = ["text", "strong", "accent", "ok", "warn", "error"] as const;

describe.each(["dark", "light"] as const)("colours on %s grounds", (ground) => {
	test.each([256, "truecolor"] as const)("of %s: text 4.5:1, borders 3:1", (level) => {
		const theme: Theme = THEMES[level][ground];
		for (const behind of GROUNDS[ground]) {
			for (const name of TEXTS) expect(contrast(hex(theme[name]), behind), `${name} on ${behind}`).toBeGreaterThan(4.5);
			for (const name of ["border", "focus"] as const) {
				expect(contrast(hex(theme[name]), behind), `${name} on ${behind}`).toBeGreaterThan(3);
			}
			// The title of the focused pane is text in its colour.
			expect(contrast(hex(theme.focus), behind)).toBeGreaterThan(4.5);
		}
		for (const name of SELECTED) {
			expect(contrast(hex(theme[name]), hex(theme.selection)), `${name} on the selection`).toBeGreaterThan(4.5);
		}
	});

	test.each(["vga", "xterm"] as const)("of the sixteen of %s: what has a colour can be read", (palette) => {
		const behind = ground === "dark" ? "#000000" : "#ffffff";
		const theme: Theme = THEMES[16][ground];
		for (const name of [...TEXTS, "border", "focus"] as const) {
			const colour = theme[name];
			// None is the terminal's own, which its owner can read.
			if (colour === undefined) continue;
			expect(contrast(PALETTES[palette][colour as NamedColour], behind), name).toBeGreaterThan(4.5);
		}
	});
});

describe("the theme of a terminal", () => {
	test("has no colour at all without colours", () => {
		const { name, ...colours } = chooseTheme("dark", 0, {});
		expect(name).toBe("mono");
		expect(Object.values(colours).every((colour) => colour === undefined)).toBe(true);
	});

	test("goes by the ground that the terminal tells, until somebody chose", () => {
		const light = { COLORFGBG: "0;15" };
		expect(chooseTheme("auto", 3, light)).toBe(THEMES.truecolor.light);
		expect(chooseTheme("auto", 2, light)).toBe(THEMES[256].light);
		expect(chooseTheme("auto", 1, light)).toBe(THEMES[16].light);
		expect(chooseTheme("dark", 2, light)).toBe(THEMES[256].dark);
		expect(chooseTheme("ansi", 3, {})).toBe(THEMES[16].dark);
	});
});

function hex(colour: string | undefined): string {
	const number = /^ansi256\((\d+)\)$/.exec(colour ?? "")?.[1];
	return number === undefined ? (colour ?? "") : rgbOf(`ansi-${number}`);
}
