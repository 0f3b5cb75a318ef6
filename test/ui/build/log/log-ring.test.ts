import fc from "fast-check";
import { expect, test } from "vitest";
import { LogRing } from "../../../../src/ui/build/log/log-ring.js";

test("the newest lines are kept under their numbers, whatever the batches", () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 20 }), fc.array(fc.nat({ max: 30 })), (capacity, batches) => {
			const ring = new LogRing(capacity);
			let last = 0;
			for (const size of batches) {
				ring.push(
					last + 1,
					Array.from({ length: size }, (_, index) => `line ${last + 1 + index}`),
				);
				last += size;
			}
			expect(ring.last).toBe(last);
			expect(ring.size).toBe(Math.min(last, capacity));
			for (let number = 1; number <= last; number += 1) {
				expect(ring.line(number)).toBe(number > last - capacity ? `line ${number}` : undefined);
			}
		}),
	);
});

test("lines that came already are not added again", () => {
	const ring = new LogRing(10);
	ring.push(1, ["a", "b"]);
	ring.push(2, ["b", "c"]);
	expect([1, 2, 3].map((number) => ring.line(number))).toEqual(["a", "b", "c"]);
});

test("a cleared ring goes on with its numbers", () => {
	const ring = new LogRing(3);
	ring.push(1, ["a", "b", "c", "d"]);
	ring.clear();
	expect([ring.size, ring.last, ring.line(4)]).toEqual([0, 4, undefined]);
	ring.push(5, ["e", "f", "g", "h"]);
	expect([5, 6, 7, 8].map((number) => ring.line(number))).toEqual([undefined, "f", "g", "h"]);
});
