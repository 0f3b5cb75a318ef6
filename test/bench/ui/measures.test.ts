import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type LiveRun, startLiveRun } from "../../support/runs/start-live-run.js";
import { openTerminal, type Terminal } from "../../support/terminal/open-terminal.js";
import { moveDownAndUp } from "./key-to-frame.js";
import { cpuSeconds, residentMiB } from "./process-usage.js";
import { selectedRow, showsLine } from "./screens.js";
import { percentile } from "./statistics.js";
import { isMet, tableText } from "./table.js";

const ROOT = join(import.meta.dirname, "../../..");

describe("a screen under load", () => {
	let folder: string;
	let live: LiveRun;
	let terminal: Terminal;
	beforeEach(async () => {
		folder = mkdtempSync(join(tmpdir(), "bench-ui-"));
		live = await startLiveRun(folder, { already: 5000, rate: 2000, seconds: 60 });
		const fixture = join(ROOT, "test/fixtures/terminal/attach.program.ts");
		const argv = [process.execPath, "--import", "tsx", fixture, join(folder, live.id, "events.ndjson")];
		terminal = openTerminal(argv, { cwd: ROOT, cols: 120, rows: 40 });
		await terminal.waitFor(/line \d{4}/);
	});
	afterEach(async () => {
		await terminal.close();
		await live.stop();
		rmSync(folder, { recursive: true, force: true });
	});

	test("answers keys in a time that is measured, and uses CPU and memory", async () => {
		const used = cpuSeconds(terminal.pid);
		const times = await moveDownAndUp(terminal, selectedRow, 6);
		expect(times).toHaveLength(6);
		for (const ms of times) expect(ms).toBeGreaterThan(0);
		expect(cpuSeconds(terminal.pid)).toBeGreaterThan(used);
		expect(residentMiB(terminal.pid)).toBeGreaterThan(20);
	});
});

test("a selection and the lines of a loud build are found on a screen", () => {
	expect(selectedRow("a\n│ ❯ b")).toBe(1);
	expect(selectedRow("a\nb")).toBe(-1);
	expect(showsLine("… line 1000000 │", 1_000_000)).toBe(true);
	expect(showsLine("… line 10000001", 1_000_000)).toBe(false);
});

test("percentiles are values that were measured", () => {
	const numbers = Array.from({ length: 20 }, (_, index) => 20 - index);
	expect(percentile(numbers, 0.5)).toBe(10);
	expect(percentile(numbers, 0.95)).toBe(19);
	expect(percentile([7], 0.95)).toBe(7);
});

test("the table tells what was missed, not reached and not measured", () => {
	const rows = [
		{ name: "a", unit: "ms", value: 100, must: 50, goal: 40 },
		{ name: "b", unit: "ms", value: 45, must: 50, goal: 40 },
		{ name: "c", unit: "MiB", value: 3.14, must: 50 },
		{ name: "d", unit: "ms", must: 50, why: "no screen" },
		{ name: "e", unit: "ms", value: 5 },
	];
	expect(tableText(rows)).toBe(
		[
			"   measured    must   goal",
			"a    100 ms   50 ms  40 ms  ✖ missed",
			"b     45 ms   50 ms  40 ms  ✔ goal not reached",
			"c   3.1 MiB  50 MiB         ✔",
			"d         –   50 ms         ✖ not measured: no screen",
			"e    5.0 ms",
		].join("\n"),
	);
	expect(rows.map(isMet)).toEqual([false, true, true, false, true]);
});
