import { expect, test } from "vitest";
import { HeadAndTail } from "../../../src/engine/tasks/head-and-tail.js";

const log = () => new HeadAndTail<string>({ head: 6, tail: 4 }, (piece) => piece.length);

test("what is short is kept whole and at once", () => {
	const kept = log();
	expect(kept.push(["ab", "cd"])).toEqual(["ab", "cd"]);
	expect(kept.full).toBe(false);
	expect(kept.end()).toEqual({ dropped: { pieces: 0, size: 0 }, tail: [] });
});

test("of what is long the two ends are kept, and what is between is counted", () => {
	const kept = log();
	expect(kept.push(["ab", "cd", "ef", "gh", "ij"])).toEqual(["ab", "cd", "ef"]);
	expect(kept.push(["kl", "mn"])).toEqual([]);
	expect(kept.full).toBe(true);
	expect(kept.end()).toEqual({ dropped: { pieces: 2, size: 4 }, tail: ["kl", "mn"] });
});

test("nothing is dropped while the rest fits into the end", () => {
	const kept = log();
	expect(kept.push(["abcde", "fg", "hi"])).toEqual(["abcde"]);
	expect(kept.end()).toEqual({ dropped: { pieces: 0, size: 0 }, tail: ["fg", "hi"] });
});

test("a million pieces cost no more than those that are kept", () => {
	const kept = log();
	for (let round = 0; round < 1_000_000; round += 1) kept.push(["x"]);
	expect(kept.end()).toEqual({ dropped: { pieces: 999_990, size: 999_990 }, tail: ["x", "x", "x", "x"] });
});
