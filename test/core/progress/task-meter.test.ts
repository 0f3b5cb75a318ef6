import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { progressNumbers } from "../../../src/core/progress/progress-words.js";
import { TaskMeter } from "../../../src/core/progress/task-meter.js";
import type { BuildEvent } from "../../../src/core/run/events.js";

const said = (...lines: string[]) => {
	const meter = new TaskMeter();
	for (const line of lines) meter.read(line);
	return meter.progress;
};

describe("how far a task is, read off its output", () => {
	test.each([
		[["    (12.34/100%)"], "image written", "12%"],
		[[" 45 10.0M   45 4608k    0     0  2000k      0  0:00:05  0:00:02  0:00:03 2000k"], "downloading", "45%"],
		[["######################                    45.1%"], "downloading", "45%"],
		[["x.img   45%[========>          ]   1.20M  --.-KB/s"], "downloading", "45%"],
		[["Receiving objects:  45% (450/1000), 1.20 MiB | 2.00 MiB/s"], "receiving objects", "450 of 1,000"],
		[["remote: Compressing objects: 100% (7/7), done."], "compressing objects", "7 of 7"],
		[
			["I: running apt-get update...", "I: installing essential packages..."],
			"installing essential packages, step",
			"4 of 6",
		],
		[["Writing inode tables: 12/80"], "writing inode tables", "12 of 80"],
		[["[=====|           ] 1234/5678  21%"], "squashfs", "21%"],
		[["Get:1 http://m/debian bookworm InRelease [151 kB]"], "downloading", "147K"],
		[
			["2 upgraded, 55 newly installed, 0 to remove and 3 not upgraded.", "Setting up a (1) ..."],
			"packages set up",
			"1 of 57",
		],
		[["I: Retrieving libc6 2.36-9", "I: Retrieving dash 0.5.12-2"], "packages downloaded", "2"],
		[
			["I: Retrieving libc6 2.36-9", "I: Retrieving dash 0.5.12-2", "I: Configuring dash..."],
			"packages set up",
			"1 of 2",
		],
	] as const)("%j", (lines, label, numbers) => {
		const progress = said(...lines);
		expect(progress?.label).toBe(label);
		expect(progress && progressNumbers(progress).replaceAll(/\s/g, " ")).toBe(numbers);
	});

	test.each([
		"100 % sure",
		"Building 45 of nothing",
		"I: Retrieving InRelease",
		"",
		"0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.",
		"Setting up a network (later)",
		"  12345 blocks of text",
		"coverage is 45%",
	])("says nothing: %s", (line) => expect(said(line)).toBeUndefined());

	test("a second run takes nothing back, and a small one says nothing of its task", () => {
		const run = (count: number) => [
			`0 upgraded, ${count} newly installed, 0 to remove and 0 not upgraded.`,
			...Array.from({ length: count }, (_, n) => `Unpacking p${n} (1) ...`),
			...Array.from({ length: count }, (_, n) => `Setting up p${n} (1) ...`),
		];
		expect(said(...run(2))?.share).toBeUndefined();
		expect(said(...run(20))?.share).toBe(1);
		expect(
			said(...run(20), "0 upgraded, 30 newly installed, 0 to remove and 0 not upgraded.", "Unpacking q (1) ...")?.share,
		).toBe(1);
	});

	test("the installations of a recorded build are followed to their end, never backwards", () => {
		const file = join(import.meta.dirname, "../../pictures/recorded-runs/debian-vm/events.ndjson.gz");
		const meters = new Map<string, TaskMeter>();
		const shares = new Map<string, number>();
		for (const text of gunzipSync(readFileSync(file)).toString().split("\n").filter(Boolean)) {
			const event = JSON.parse(text) as BuildEvent;
			if (event.type !== "log") continue;
			const meter = meters.get(event.task) ?? new TaskMeter();
			meters.set(event.task, meter);
			for (const line of event.lines) {
				meter.read(line);
				const { share = 0, current = 0, total } = meter.progress ?? {};
				expect(share).toBeGreaterThanOrEqual(shares.get(event.task) ?? 0);
				shares.set(event.task, share);
				if (total !== undefined) expect(current).toBeLessThanOrEqual(total);
			}
		}
		expect(meters.get("root/75-debian-minimal-baseinstall")?.progress).toMatchObject({
			current: 70,
			total: 70,
			share: 1,
		});
		expect(shares.get("pre-install/10-package-installs")).toBe(1);
	});
});
