import { expect, test } from "vitest";
import { aDayAhead } from "../../../src/cli/reproducible/clock.js";

const DAY = 24 * 60 * 60 * 1000;
/** A machine on which a second passes whenever somebody works. */
function machine() {
	let passed = 0;
	let ahead = 1_000_000;
	return {
		now: () => ahead + passed,
		monotonic: () => passed,
		set: async (ms: number) => {
			ahead = ms - passed;
		},
		work: () => {
			passed += 1000;
		},
	};
}

test("the clock is a day ahead during the work, and right afterwards: with the time that has passed", async () => {
	const clocks = machine();
	const seen = await aDayAhead(async () => {
		clocks.work();
		return clocks.now();
	}, clocks);
	expect(seen).toBe(1_000_000 + DAY + 1000);
	expect(clocks.now()).toBe(1_001_000);
});

test("the clock is right again when the work fails", async () => {
	const clocks = machine();
	await expect(aDayAhead(() => Promise.reject(new Error("no")), clocks)).rejects.toThrow("no");
	expect(clocks.now()).toBe(1_000_000);
});
