import { expect, test } from "vitest";
import { ReplayClock } from "../../../src/core/run/replay-clock.js";

test("a replay runs so many times as fast, and goes on from where it is when the speed changes", () => {
	let now = 1000;
	const clock = new ReplayClock(10, () => now);
	expect(clock.wait(500)).toBe(50);
	now += 50;
	expect(clock.at).toBe(500);
	clock.setSpeed(0.5);
	now += 100;
	expect(clock.at).toBe(550);
	expect(clock.wait(600)).toBe(100);
});

test("at once nothing waits, and slowing down begins at what was reached", () => {
	let now = 0;
	const clock = new ReplayClock(1, () => now);
	now = 300;
	clock.setSpeed(0);
	expect(clock.wait(1e9)).toBe(0);
	expect(clock.at).toBe(Number.POSITIVE_INFINITY);
	now = 400;
	clock.setSpeed(1);
	expect(clock.at).toBe(300);
});
