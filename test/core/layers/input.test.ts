import { expect, test } from "vitest";
import { allDifferences, firstDifference } from "../../../src/core/layers/input.js";

const input = (name: string, value: string) => ({ name, value });

test("an input that stands twice is no difference", () => {
	const twice = [input("host folder /x", "1"), input("host path /y", "2"), input("host folder /x", "1")];
	expect(firstDifference(twice, twice)).toBeUndefined();
});

test("what is another one comes first, in its order, then what is gone", () => {
	const before = [input("gone", "1"), input("a", "1"), input("b", "1")];
	const now = [input("b", "2"), input("new", "3"), input("a", "1")];
	expect(firstDifference(before, now)).toEqual({ name: "b", before: "1", now: "2" });
	expect(allDifferences(before, now)).toEqual([
		{ name: "b", before: "1", now: "2" },
		{ name: "new", now: "3" },
		{ name: "gone", before: "1" },
	]);
});
