import fc from "fast-check";
import { expect, test } from "vitest";
import { parseAbsoluteSize, parsePartitionSize } from "../../../src/core/disk/size.js";

test.each([
	["550MiB", 550 * 2 ** 20],
	["4GiB", 4 * 2 ** 30],
	["1.5 KiB", 1536],
	["40G", 40e9],
	["7", 7],
	["9B", 9],
	["GiB", 2 ** 30],
	[".5TB", 5e11],
])("%s is %d bytes", (spec, bytes) => {
	expect(parseAbsoluteSize(spec)).toBe(bytes);
});

test.each(["1kB", "1 GiB ", "-1G", "1.2.3M", "1_MiB", "10%", 4096, null, undefined, {}, "1toString"])(
	"%j is refused",
	(spec) => {
		expect(() => parseAbsoluteSize(spec)).toThrow(expect.objectContaining({ code: "disk-size" }));
	},
);

test("percentages are of what is free, and only partitions know them", () => {
	expect(parsePartitionSize("40%", 1000)).toEqual({ relative: true, bytes: 400 });
	expect(parsePartitionSize("33.3%", 1000)).toEqual({ relative: true, bytes: 333 });
	expect(parsePartitionSize("1KiB", 1000)).toEqual({ relative: false, bytes: 1024 });
	expect(() => parsePartitionSize("x%", 1000)).toThrow(/not a number/);
	expect(() => parsePartitionSize("", 1000)).toThrow(/empty/);
});

test("a whole number of any unit is exact", () => {
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 4096 }), fc.constantFrom("KiB", "MiB", "GiB"), (count, unit) => {
			const factor = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 }[unit] as number;
			expect(parseAbsoluteSize(`${count}${unit}`)).toBe(count * factor);
		}),
	);
});
