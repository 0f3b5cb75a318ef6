import { expect, test } from "vitest";
import { isWorking, workBetween } from "../../../src/core/run/work.js";

const done = (cpuMs: number, bytes: number) => ({ cpuMs, bytes, waiting: 0, running: 0 });

test("what was done between two samples, by the second", () => {
	const work = workBetween(done(100, 1000), done(1100, 5000), 2000);
	expect(work).toEqual({ cpu: 0.5, bytes: 2000, waitsForDisk: false, runs: false });
	expect(work && isWorking(work)).toBe(true);
});

test("a loop that asks for something every second is not work, a slow copy and a wait for a disk are", () => {
	expect(isWorking({ cpu: 0.01, bytes: 3000, waitsForDisk: false, runs: false })).toBe(false);
	expect(isWorking({ cpu: 0.01, bytes: 30_000, waitsForDisk: false, runs: false })).toBe(true);
	expect(isWorking({ cpu: 0, bytes: 0, waitsForDisk: true, runs: false })).toBe(true);
	expect(isWorking({ cpu: 0.01, bytes: 0, waitsForDisk: false, runs: true })).toBe(true);
});

test("a process that ended while it was looked at makes nothing negative, no time tells nothing", () => {
	expect(workBetween(done(100, 1000), done(40, 200), 1000)).toEqual({
		cpu: 0,
		bytes: 0,
		waitsForDisk: false,
		runs: false,
	});
	expect(workBetween(done(0, 0), done(1, 1), 0)).toBeUndefined();
});
