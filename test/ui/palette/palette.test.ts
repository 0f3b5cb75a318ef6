import { expect, test } from "vitest";
import { NAMED_SCREENS } from "../../../src/ui/app/screens.js";
import { findEntries, paletteEntries } from "../../../src/ui/palette/palette.js";
import { STEPS } from "../../../src/ui/wizard/steps.js";

const meta = (title: string, ...names: string[]) => ({
	...{ title, category: "other" as const, finalFilesystem: {}, tools: [], place: { file: "element.yaml" } },
	variables: Object.fromEntries(names.map((name) => [name, { type: "string" as const, meaning: "", secret: false }])),
});
const ENTRIES = paletteEntries({
	profiles: [{ name: "web", title: "Our server" }],
	runs: [{ id: "260101-110000-aa", image: "web", state: "ok" }],
	elements: [
		{ name: "growroot", meta: meta("Grows", "DIB_GROW") },
		{ name: "vm", meta: meta("Boots", "DIB_GROW", "DIB_BOOT") },
	],
});
const find = (text: string) => findEntries(ENTRIES, text).map(({ label }) => label);

test("every screen, step, profile, run, element and variable is a place, each once", () => {
	expect(ENTRIES).toHaveLength(NAMED_SCREENS.length + STEPS.length + 1 + 1 + 2 + 2);
	expect(find("")).toHaveLength(ENTRIES.length);
});

test("names count before what is said about a place", () => {
	expect(find("vm")[0]).toBe("vm");
	expect(find("web")[0]).toBe("web");
	expect(find("dib_g")[0]).toBe("DIB_GROW");
	expect(find("mirr")[0]).toBe("Mirrors");
	expect(find("260101")[0]).toBe("260101-110000-aa");
	expect(find("server")[0]).toBe("web");
	expect(find("qqqqq")).toEqual([]);
});

test("letters find a name by the beginnings of its words, and nothing by letters strewn over it", () => {
	expect(find("dgr")).toEqual(["DIB_GROW"]);
	expect(find("dg")).toEqual(["DIB_GROW"]);
	expect(find("exel")).toEqual(["Explore elements"]);
	expect(find("rob")).toEqual([]);
	expect(find("gowt")).toEqual([]);
	expect(find("mirrrs")).toEqual([]);
});

test("every word of a text must be found, in the name or about it", () => {
	expect(find("vm variable")).toEqual(["DIB_BOOT"]);
	expect(find("disk out")).toEqual(["Disk and outputs"]);
	expect(find("vm qqq")).toEqual([]);
});
