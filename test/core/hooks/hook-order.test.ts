import { expect, test } from "vitest";
import { runnableHooks } from "../../../src/core/hooks/hook-order.js";

const entries = { "10-a": { kind: "exec" }, "20 b": { kind: "exec" }, "30-c.sh": { kind: "exec" } } as const;

test.each([
	[undefined, ["10-a"]],
	["", ["10-a"]],
	["^[[:alnum:]-]+(\\.sh)?$", ["10-a", "30-c.sh"]],
	["[[:blank:]]", ["20 b"]],
	["^[[:digit:][:punct:]]{3}[[:lower:]]", ["10-a", "30-c.sh"]],
	["a|b", ["10-a", "20 b"]],
])("RUN_PARTS_REGEX %j lets %j run", (names, run) => {
	expect(runnableHooks(entries, names).run).toEqual(run);
});

test.each([
	["[]x]", ["a]b", "x.y"]],
	["^[^]a]", ["10-a", "d1", "x.y"]],
	["[\\.]", ["a\\b", "x.y"]],
	["\\d", ["d1"]],
	["\\<b", ["a\\b", "a]b"]],
	["^1{,2}0", ["10-a"]],
	["(*a|+x)", ["10-a", "a\\b", "a]b", "x.y"]],
	["[[.-.]]", ["10-a"]],
])("RUN_PARTS_REGEX %j is taken as grep takes it", (pattern, run) => {
	const hooks = Object.fromEntries(
		["10-a", "a\\b", "a]b", "d1", "x.y"].map((name) => [name, { kind: "exec" as const }]),
	);
	expect(runnableHooks(hooks, pattern).run.toSorted()).toEqual(run.toSorted());
});

test("a pattern that is none is an error with the name of the variable", () => {
	expect(() => runnableHooks(entries, "(")).toThrow(/^RUN_PARTS_REGEX is '\('/);
});

test.each([
	[
		["1.5-a", "1.25-b", "-1.2-c", "-1.5-d", ".5-e"],
		["-1.5-d", "-1.2-c", ".5-e", "1.25-b", "1.5-a"],
	],
	[
		["100000000000000000001-a", "100000000000000000000-b"],
		["100000000000000000000-b", "100000000000000000001-a"],
	],
	[
		["00-b", "-0-a", "x"],
		["-0-a", "00-b", "x"],
	],
])("%j run as %j, ordered by all of the leading number", (names, run) => {
	const hooks = Object.fromEntries(names.map((name) => [name, { kind: "exec" as const }]));
	expect(runnableHooks(hooks, ".").run).toEqual(run);
});
