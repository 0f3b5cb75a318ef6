import { expect, test } from "vitest";
import { BuildClock } from "../../../src/runs/feed/run-feed.js";

function clocks(wall: number) {
	const time = { wall, now: 0 };
	return { time, clock: new BuildClock({ wall: () => time.wall, now: () => time.now }) };
}

test("by the wall until the build says how long it has been going on, then by that", () => {
	const { time, clock } = clocks(10_000);
	expect(clock.elapsed).toBeUndefined();
	clock.started(4_000);
	expect(clock.elapsed).toBe(6_000);
	clock.says(5_500);
	time.now += 250;
	expect(clock.elapsed).toBe(5_750);
});

test("a clock that is set makes nothing negative, and nothing absurd once the build has spoken", () => {
	const { time, clock } = clocks(10_000);
	clock.started(4_000);
	time.wall -= 3_600_000;
	expect(clock.elapsed).toBe(0);
	clock.says(6_000);
	time.wall += 24 * 3_600_000;
	time.now += 1_000;
	expect(clock.elapsed).toBe(7_000);
});
