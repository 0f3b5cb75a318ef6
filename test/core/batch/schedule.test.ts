import { describe, expect, test } from "vitest";
import { parseJobs } from "../../../src/cli/build/build-flags.js";
import {
	type Budget,
	type BuildNeed,
	holdup,
	MEMORY_OF_PROCESSES,
	treeBytes,
	USUAL_TREE,
	usualJobs,
} from "../../../src/core/batch/budget.js";
import { batchExitCode, nextTurn } from "../../../src/core/batch/schedule.js";

const GIB = 2 ** 30;
const need = (memory: number, disk = 0): BuildNeed => ({ memory: memory * GIB, disk: { a: disk * GIB } });
const budget = (jobs: number, memory: number, disk = 100): Budget => ({
	jobs,
	memory: memory * GIB,
	disk: { a: disk * GIB },
});
const turn = (
	needs: readonly BuildNeed[],
	running: readonly BuildNeed[],
	all: Budget,
	free: Omit<Budget, "jobs"> = all,
) =>
	nextTurn(
		needs.map((one, index) => ({ index, need: one })),
		running,
		all,
		free,
	);

describe("builds begin", () => {
	test("in their order, as many at once as there are jobs", () => {
		const { begin, waits } = turn([need(1), need(1), need(1)], [], budget(2, 10));
		expect(begin).toEqual([0, 1]);
		expect([...waits]).toEqual([[2, "jobs"]]);
	});

	test("as long as all of them fit into the memory together, a smaller one before a larger one that does not", () => {
		const { begin, waits } = turn([need(3), need(4), need(1)], [need(4)], budget(9, 8.5));
		expect(begin).toEqual([0, 2]);
		expect([...waits]).toEqual([[1, "memory"]]);
	});

	test("as long as there is room on the disk that they write to", () => {
		expect([...turn([need(1, 6), need(1, 5)], [], budget(9, 99, 10)).waits]).toEqual([[1, "disk"]]);
		expect(holdup({ memory: 0, disk: { b: 50 * GIB } }, [need(1, 6)], budget(9, 99, 10))).toBeUndefined();
	});

	test("not when others have taken the memory meanwhile, whatever was there at the start", () => {
		expect([...turn([need(2)], [need(2)], budget(9, 8), budget(9, 1)).waits]).toEqual([[0, "memory"]]);
	});

	test("alone, whatever they need: whether that can be at all was asked before", () => {
		expect(turn([need(50, 500), need(1)], [], budget(4, 2, 1), budget(4, 0, 0)).begin).toEqual([0]);
	});
});

describe("how many run at once", () => {
	test("is one a processor, as many as the memory holds of the largest, never more than there are, never none", () => {
		const needs = [need(1), need(2), need(1)];
		expect(usualJobs(8, 100 * GIB, needs)).toBe(3);
		expect(usualJobs(2, 100 * GIB, needs)).toBe(2);
		expect(usualJobs(8, 5 * GIB, needs)).toBe(2);
		expect(usualJobs(8, GIB, needs)).toBe(1);
	});

	test.each(["0", "-1", "x", "1.5", "", "257", "1e2", "99999"])("is a number from 1 to 256, not '%s'", (text) => {
		expect(() => parseJobs(text)).toThrow(`--jobs needs a whole number from 1 to 256, not '${text}'`);
	});

	test("is taken as it is typed", () => {
		expect(parseJobs("12")).toBe(12);
	});
});

test("a tree takes what it took in the newest build that tells, and a fifth more; otherwise 2 GiB", () => {
	expect(treeBytes([{}, { temporaryBytes: 1000 }, { temporaryBytes: 9000 }])).toBe(1200);
	expect(treeBytes([{}])).toBe(USUAL_TREE);
	expect(MEMORY_OF_PROCESSES).toBeLessThan(USUAL_TREE);
});

test("several builds end with the code of those that failed where these agree, else with 1", () => {
	expect(batchExitCode([0, 0])).toBe(0);
	expect(batchExitCode([0, 4, 4])).toBe(4);
	expect(batchExitCode([0, 3, 4])).toBe(1);
	expect(batchExitCode([130, 0])).toBe(130);
});
