import { describe, expect, test } from "vitest";
import {
	clockDuration,
	groupDigits,
	shortAge,
	shortBytes,
	shortDuration,
} from "../../../src/core/text/short-quantities.js";

test.each([
	[0, "0s", "0s"],
	[420, "0.4s", "0s"],
	[960, "1s", "0s"],
	[59_400, "59s", "59s"],
	[59_900, "1m00s", "59s"],
	[191_000, "3m11s", "3m11s"],
	[3_900_000, "1h05m", "1h05m"],
])("%i ms is %s, on a clock %s", (ms, short, clock) => {
	expect(shortDuration(ms)).toBe(short);
	expect(clockDuration(ms)).toBe(clock);
});

test.each([
	[0, "0B"],
	[999, "999B"],
	[1000, "1.0K"],
	[10 * 1024, "10K"],
	[1.94 * 2 ** 30, "1.9G"],
	[9.97 * 2 ** 30, "10G"],
	[1023 * 2 ** 30, "1.0T"],
])("%i bytes are %s", (bytes, text) => {
	expect(shortBytes(bytes)).toBe(text);
});

test("digits stand in groups of three", () => {
	expect([7, 1284, 1_000_000].map(groupDigits)).toEqual(["7", "1,284", "1,000,000"]);
});

describe("ages", () => {
	test.each([
		[0, "now"],
		[-5000, "now"],
		[59_999, "now"],
		[60_000, "1m"],
		[3_599_999, "59m"],
		[3_600_000, "1h"],
		[86_400_000, "1d"],
		[400 * 86_400_000, "1y"],
	])("%d ms is %s", (ms, expected) => expect(shortAge(ms)).toBe(expected));
});
