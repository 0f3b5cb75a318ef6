import { describe, expect, test } from "vitest";
import { cycled, isYes, toggled, valueComplaint } from "../../../src/core/hooks/variable-value.js";

describe("valueComplaint", () => {
	test.each([
		["integer", "12", undefined],
		["integer", "1.5", /whole number/],
		["boolean", "TRUE", undefined],
		["boolean", "maybe", /yes or no/],
		["url", "https://example.org/a", undefined],
		["url", "file:///srv/a", undefined],
		["url", "example.org", /address/],
		["url", "javascript:alert(1)", /address/],
		["path", "/a b", undefined],
		["path", "/a ", /blank/],
		["string", "anything; at `all`", undefined],
		["integer", "", undefined],
	] as const)("%s %j", (type, text, wanted) => {
		const complaint = valueComplaint({ type }, text);
		if (wanted) expect(complaint).toMatch(wanted);
		else expect(complaint).toBeUndefined();
	});

	test("an enum names its values", () => {
		expect(valueComplaint({ type: "enum", values: ["a", "b"] }, "c")).toBe("must be one of: a, b");
	});
});

describe("toggled", () => {
	test.each([
		["1", undefined, "0"],
		["1", "0", "1"],
		["True", undefined, "False"],
		["true", "false", "true"],
		["no", undefined, "yes"],
		["0", undefined, "1"],
		[undefined, undefined, "1"],
		[undefined, "1", undefined],
		[undefined, "anything", undefined],
	])("default %j, present %j becomes %j", (usual, present, next) => {
		expect(toggled({ type: "boolean", ...(usual === undefined ? {} : { default: usual }) }, present)).toBe(next);
	});
});

test("choices go round both ways, from the default", () => {
	const variable = { type: "enum" as const, values: ["a", "b", "c"], default: "b" };
	expect([cycled(variable, undefined, 1), cycled(variable, "c", 1), cycled(variable, "a", -1)]).toEqual([
		"c",
		"a",
		"c",
	]);
});

test("what hooks take for yes", () => {
	expect(["1", "yes", "x", "0", "", "False", undefined].map(isYes)).toEqual([
		true,
		true,
		true,
		false,
		false,
		false,
		false,
	]);
});
