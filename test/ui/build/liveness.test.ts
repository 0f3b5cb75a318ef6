import { expect, test } from "vitest";
import { livenessReading } from "../../../src/ui/build/liveness.js";

const busy = { cpu: 0.98, bytes: 12 * 2 ** 20, waitsForDisk: false, runs: false };
const idle = { cpu: 0.001, bytes: 20, waitsForDisk: false, runs: false };

test("a build that speaks needs no sign", () => expect(livenessReading(9_000, busy, 60_000)).toBeUndefined());

test("a silent one is told with what its processes do", () => {
	expect(livenessReading(42_000, busy, 0)).toMatchObject({ label: "silent", value: "42s, cpu 98%, io 12M/s" });
	expect(livenessReading(42_000, { ...idle, waitsForDisk: true }, 0)?.value).toBe("42s, waits for a disk");
	expect(livenessReading(42_000, idle, 12_000)).toMatchObject({ value: "42s, waiting", colour: "dim" });
});

test("one whose processes do nothing may hang", () =>
	expect(livenessReading(80_000, idle, 40_000)).toMatchObject({
		value: "▲ silent 1m20s",
		label: "it may hang",
		colour: "warn",
	}));

test("where nobody measures, nothing is claimed", () =>
	expect(livenessReading(80_000, undefined, undefined)).toMatchObject({ label: "silent", value: "1m20s" }));
