import { describe, expect, test } from "vitest";
import { readColours, withColours } from "../../../../src/ui/kit/look/own-colours.js";
import { chooseTheme, THEMES } from "../../../../src/ui/kit/look/theme.js";

test("colours are replaced by theme and meaning", () => {
	const { colours, problems } = readColours({
		dark: { accent: "#ffb86c", ok: "greenBright", dim: "default" },
		ansi: { accent: "magentaBright" },
	});
	expect(problems).toEqual([]);
	expect(withColours(THEMES.truecolor.dark, colours)).toEqual({
		...THEMES.truecolor.dark,
		...{ accent: "#ffb86c", ok: "greenBright", dim: undefined },
	});
	expect(withColours(THEMES[16].dark, colours).accent).toBe("magentaBright");
	expect(withColours(THEMES.truecolor.light, colours)).toEqual(THEMES.truecolor.light);
	const mono = chooseTheme("mono", 3, {});
	expect(withColours(mono, colours)).toBe(mono);
});

describe("what is wrong is named and left out, the rest is used", () => {
	test.each([
		["no map", "red", ["colours"], "must be a map"],
		["a meaning without a theme", { accent: "red" }, ["colours", "accent"], "outside a theme"],
		["a theme without colours", { mono: {} }, ["colours", "mono"], "has no colours"],
		["an unknown theme", { solar: {} }, ["colours", "solar"], "no theme 'solar'"],
		["a theme that is not a map", { dark: "#ffffff" }, ["colours", "dark"], "must be a map"],
		["an unknown meaning", { dark: { akzent: "#ffffff" } }, ["colours", "dark", "akzent"], "'akzent'"],
		["a name of every object", { dark: { toString: "#ffffff" } }, ["colours", "dark", "toString"], "'toString'"],
		["no colour", { dark: { ok: "grün" } }, ["colours", "dark", "ok"], '"grün" is no colour'],
		["a number", { dark: { ok: 7 } }, ["colours", "dark", "ok"], "7 is no colour"],
		["half a colour", { dark: { ok: "#ff" } }, ["colours", "dark", "ok"], '"#ff" is no colour'],
		["more colours than there are", { ansi: { ok: "#00ff00" } }, ["colours", "ansi", "ok"], "only the sixteen"],
	])("%s", (_, given, path, message) => {
		const { colours, problems } = readColours(given);
		expect(problems).toMatchObject([{ path, severity: "error" }]);
		expect(problems[0]?.message).toContain(message);
		expect(problems[0]?.next).not.toBe("");
		expect(withColours(THEMES.truecolor.dark, colours)).toEqual(THEMES.truecolor.dark);
	});
});

describe("what can hardly be read is used, with a warning", () => {
	test.each([
		["a text", { dark: { dim: "#555555" } }, ["colours", "dark", "dim"], "text needs 4.5:1"],
		["a border", { light: { border: "#cccccc" } }, ["colours", "light", "border"], "a border needs 3:1"],
		["a text of the sixteen", { dark: { ok: "blue" } }, ["colours", "dark", "ok"], "text needs 4.5:1"],
		["a text on the highlighted row", { dark: { selection: "#808080" } }, ["colours", "dark", "selection"], "row"],
	])("%s", (_, given, path, message) => {
		const { problems } = readColours(given);
		expect(problems[0]).toMatchObject({ path, severity: "warning" });
		expect(problems[0]?.message).toContain(message);
	});

	test("a border may be as faint as no text may", () => {
		expect(readColours({ dark: { border: "#808080" } }).problems).toEqual([]);
		expect(readColours({ dark: { dim: "#808080" } }).problems).toHaveLength(1);
	});
});
