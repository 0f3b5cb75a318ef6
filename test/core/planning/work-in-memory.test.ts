import { expect, test } from "vitest";
import { neededMemory, tooLittleMemory } from "../../../src/core/planning/work-in-memory.js";

const GIB = 2 ** 30;
const facts = { totalKiB: 8 * 2 ** 20, free: 3 * GIB };

test("a machine with less than twice DIB_MIN_TMPFS builds on disk, in diskimage-builder's words", () => {
	expect(tooLittleMemory(5, "/tmp/b", facts)).toBe(
		"Not enough RAM to use tmpfs for build. Using /tmp/b. (8388608kB < 10G)",
	);
	expect(tooLittleMemory(4, "/tmp/b", facts)).toBeUndefined();
});

test("what earlier builds took has to be free", () => {
	expect(tooLittleMemory(2, "/tmp/b", { ...facts, needed: 3 * GIB })).toBeUndefined();
	expect(tooLittleMemory(2, "/tmp/b", { ...facts, needed: 3.5 * GIB })).toBe(
		"Not enough free memory to build there. Using /tmp/b. (3.0G are free, 3.5G are needed)",
	);
});

test("the largest of earlier builds tells: those from layers have taken less", () => {
	expect(neededMemory([])).toBeUndefined();
	expect(neededMemory([{}, {}])).toBeUndefined();
	const both = neededMemory([{ temporaryBytes: GIB / 10 }, {}, { temporaryBytes: GIB }]);
	expect(both).toBe(neededMemory([{ temporaryBytes: GIB }]));
	expect(both).toBeGreaterThan(1.2 * GIB);
});
