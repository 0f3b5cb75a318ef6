import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { TaskProgress } from "../../../src/core/run/build-state.js";
import { CopyMeter, treeBytes } from "../../../src/engine/tasks/copy-meter.js";
import { runTool } from "../../../src/host/run-tool.js";

test("copying is one whole over several tools, falls never back and is never quite done", async () => {
	const told: TaskProgress[] = [];
	const meter = new CopyMeter(Promise.resolve(1000), "copied", (progress) => told.push(progress));
	await Promise.resolve();
	const first = meter.part();
	first(100);
	first(300);
	const second = meter.part();
	second(200);
	// The tool has read more than the files: its own libraries too.
	second(900);
	expect(told.map(({ current, share }) => [current, share])).toEqual([
		[100, 0.1],
		[300, 0.3],
		[500, 0.5],
		[1000, 0.99],
	]);
	expect(told[0]).toMatchObject({ label: "copied", total: 1000, unit: "bytes" });
});

test("nothing is told of a tree whose size nobody knows", async () => {
	const told: TaskProgress[] = [];
	const meter = new CopyMeter(treeBytes("/nowhere/at/all"), "copied", (progress) => told.push(progress));
	await treeBytes("/nowhere/at/all");
	meter.part()(100);
	expect(told).toEqual([]);
});

test("a tree has the bytes of its files, each once", async () => {
	const tree = mkdtempSync("/var/tmp/copy-meter-");
	onTestFinished(() => rmSync(tree, { recursive: true }));
	mkdirSync(join(tree, "folder"));
	writeFileSync(join(tree, "folder/file"), "x".repeat(1_000_000));
	const bytes = (await treeBytes(tree)) ?? 0;
	expect(bytes).toBeGreaterThan(999_999);
	expect(bytes).toBeLessThan(1_020_000);
});

test("what a tool has read is heard while it runs", async () => {
	const heard: number[] = [];
	const script = "head -c 5000000 /dev/zero >/dev/null; sleep 1";
	await runTool(["bash", "-c", script], { onRead: (bytes) => heard.push(bytes) });
	expect(heard.at(-1)).toBeGreaterThan(5_000_000);
	expect(heard.at(-1)).toBeLessThan(6_000_000);
});
