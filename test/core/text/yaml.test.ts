import { expect, test } from "vitest";
import { parsePyYaml } from "../../../src/core/text/yaml.js";

test.each([
	["y", "y"],
	["n", "n"],
	[".", "."],
	["8E00", "8E00"],
	["1e3", "1e3"],
	["yes", true],
	["Off", false],
	["1.5", 1.5],
	[".5", 0.5],
	["2.", 2],
	["1.5e+3", 1500],
	[".inf", Number.POSITIVE_INFINITY],
	["0x83", 0x83],
	["012", 10],
	["08", "08"],
	["+.5", "+.5"],
	["~", null],
])("%s is %j, as PyYAML reads it", (text, value) => {
	expect(parsePyYaml(`key: ${text}`)).toEqual({ key: value });
});

test("of equal keys the last one counts; what is no YAML is undefined", () => {
	expect(parsePyYaml("a: 1\na: 2")).toEqual({ a: 2 });
	expect(parsePyYaml("a: [")).toBeUndefined();
	expect(parsePyYaml("a: *nobody")).toBeUndefined();
	expect(parsePyYaml("a: !unknown b")).toBeUndefined();
});
