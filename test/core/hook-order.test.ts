import { expect, test } from "vitest";
import { runnableHooks } from "../../src/core/hook-order.js";

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

test("a pattern that is none is an error with the name of the variable", () => {
	expect(() => runnableHooks(entries, "(")).toThrow(/^RUN_PARTS_REGEX is '\('/);
});
