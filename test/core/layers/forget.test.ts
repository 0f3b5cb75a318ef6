import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type KeptLayer, LAYER_LIMITS, layersToForget } from "../../../src/core/layers/forget.js";
import { isTooYoung } from "../../../src/core/layers/young.js";

const DAY = 86_400_000;
const NOW = 1_800_000_000_000;
const layer = (key: string, days: number, more: Partial<KeptLayer> = {}): KeptLayer => ({
	...{ key, bytes: 10, used: NOW - days * DAY, depth: 0, inUse: false },
	...more,
});
const roomy = { now: NOW, free: 1000 };
const limits = { reserved: 0, most: 1000, minimumFree: 0, keepMs: 30 * DAY };

describe("layers that go", () => {
	test("beyond the size: the one that was used longest ago first, of one stack the topmost", () => {
		const layers = [layer("new", 0), layer("low", 2, { depth: 0 }), layer("high", 2, { depth: 1 }), layer("old", 3)];
		expect(layersToForget(layers, { ...limits, most: 20 }, roomy)).toEqual(["old", "high"]);
	});

	test("not used for so long, but what is reserved stays", () => {
		const layers = [layer("a", 40), layer("b", 50), layer("c", 1)];
		expect(layersToForget(layers, limits, roomy)).toEqual(["b", "a"]);
		expect(layersToForget(layers, { ...limits, reserved: 20 }, roomy)).toEqual(["b"]);
	});

	test("as many as it takes for the free space that is wanted, but what is reserved stays", () => {
		const layers = [layer("a", 1), layer("b", 2), layer("c", 3)];
		expect(layersToForget(layers, { ...limits, minimumFree: 15 }, { now: NOW, free: 0 })).toEqual(["c", "b"]);
		expect(layersToForget(layers, { ...limits, minimumFree: 15, reserved: 20 }, { now: NOW, free: 0 })).toEqual(["c"]);
	});

	test("a clock that is set back and forth removes nothing that fits", () => {
		const layers = [layer("future", -400), layer("now", 0)];
		expect(layersToForget(layers, limits, roomy)).toEqual([]);
		const reserved = { ...limits, reserved: LAYER_LIMITS.reserved };
		expect(layersToForget(layers, reserved, { now: NOW + 900 * DAY, free: 1000 })).toEqual([]);
	});

	test("never one in use; at most the size that is allowed stays of the others", () => {
		const any = fc.record({
			key: fc.uuid(),
			bytes: fc.nat(50),
			used: fc.integer({ min: NOW - 99 * DAY, max: NOW + DAY }),
			depth: fc.nat(9),
			inUse: fc.boolean(),
		});
		fc.assert(
			fc.property(fc.array(any), fc.nat(200), fc.nat(200), (layers, most, reserved) => {
				const gone = new Set(layersToForget(layers, { ...limits, most, reserved }, roomy));
				const left = layers.filter(({ key }) => !gone.has(key));
				expect(layers.filter(({ inUse }) => inUse).every(({ key }) => !gone.has(key))).toBe(true);
				if (left.some(({ inUse }) => !inUse))
					expect(left.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(most);
			}),
		);
	});
});

test("a file that is no older than the clock's tick may have changed without a sign", () => {
	const at = (ms: number) => ({ mtimeMs: ms, ctimeMs: ms });
	expect(isTooYoung(at(10_123), 10_200)).toBe(false);
	expect(isTooYoung(at(10_190), 10_200)).toBe(true);
	expect(isTooYoung(at(99_999), 10_200)).toBe(true);
	// Whole seconds: the file system knows no parts of them.
	expect(isTooYoung(at(9_000), 10_200)).toBe(true);
	expect(isTooYoung(at(8_000), 10_200)).toBe(false);
	expect(isTooYoung({ mtimeMs: 5, ctimeMs: 10_199 }, 10_200)).toBe(true);
});
