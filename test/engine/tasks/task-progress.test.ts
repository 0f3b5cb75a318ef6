import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { EventBody } from "../../../src/core/run/events.js";
import { KeptSecrets } from "../../../src/engine/builder/kept-secrets.js";
import { openTaskLogs } from "../../../src/engine/tasks/task-log.js";
import { plainReporter } from "../../../src/report/plain.js";

test("what overwrites its own line is progress: told now and then, never once a chunk", async () => {
	const runFolder = mkdtempSync("/var/tmp/task-progress-");
	onTestFinished(() => rmSync(runFolder, { recursive: true }));
	mkdirSync(join(runFolder, "logs"));
	const told: EventBody[] = [];
	const log = await openTaskLogs({
		runFolder,
		emit: (body) => told.push(body),
		secrets: new KeptSecrets({ environment: {}, secrets: [], secretValues: [] }),
		owner: { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 },
		onBroken: (error) => expect(error).toBeUndefined(),
		limit: 1 << 20,
		command: () => "",
	}).open("output/qcow2", "output");
	for (let percent = 0; percent < 100; percent += 1) log.write(`    (${percent}.00/100%)\r`);
	log.write("    (100.00/100%)\n");
	await log.close();
	const progress = told.filter(({ type }) => type === "progress");
	expect(progress[0]).toMatchObject({ task: "output/qcow2", label: "image written", unit: "percent", share: 0 });
	expect(progress.length).toBeLessThan(10);
	expect(told.flatMap((event) => (event.type === "log" ? event.lines : []))).toEqual(["    (100.00/100%)"]);
});

test("the plain log tells it of a task that is long silent, and of no other", () => {
	let text = "";
	const reporter = plainReporter({ write: (piece: string) => (text += piece) } as never);
	const task = "output/qcow2";
	const progress = (current: number) =>
		({ type: "progress", task, label: "image written", current, total: 100, unit: "percent" }) as const;
	const bodies: (EventBody & { readonly at: number })[] = [
		{ type: "task.started", task, stage: "output", title: "qcow2", where: "host", logFile: "", attempt: 1, at: 0 },
		{ ...progress(10), at: 1000 },
		{ type: "log", task, first: 1, lines: ["busy"], at: 14_000 },
		{ ...progress(20), at: 16_000 },
		{ ...progress(30), at: 30_000 },
		{ ...progress(31), at: 31_000 },
	];
	bodies.forEach((body, seq) => void reporter.event({ seq, ...body }));
	expect(text.split("\n").filter((line) => line.includes("image written"))).toEqual(["#1 30.000 image written 30%"]);
});
