import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Element } from "../../../src/core/element/element.js";
import { requestFor } from "../../../src/core/resolve/prepare.js";
import { resolve } from "../../../src/core/resolve/resolve.js";
import { listRuns } from "../../../src/runs/list/list-runs.js";
import { median } from "./statistics.js";

const STARTED = {
	type: "build.started",
	v: 1,
	id: "x",
	wallClock: "2026-01-01T00:00:00Z",
	image: "web",
	architecture: "amd64",
	elements: [],
	outputs: [],
	tasks: [],
};
const FINISHED = { type: "build.finished", outcome: "ok", ms: 50, exitCode: 0 };

/** Milliseconds for the list of 300 runs, some with 100 MB of events: the median of nine. */
export async function listOfRuns(): Promise<number> {
	const folder = mkdtempSync(join(tmpdir(), "diskwright-bench-"));
	try {
		for (let number = 0; number < 300; number += 1) makeRun(folder, number);
		const times: number[] = [];
		for (let count = 0; count < 9; count += 1) {
			const start = performance.now();
			if ((await listRuns(folder)).length !== 300) throw new Error("the list is not whole");
			times.push(performance.now() - start);
		}
		return median(times);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

function makeRun(folder: string, number: number): void {
	const two = (value: number) => String(value).padStart(2, "0");
	const run = join(folder, `260101-10${two(Math.floor(number / 60))}${two(number % 60)}-aa`);
	mkdirSync(run);
	const events = [STARTED, FINISHED].map((body, seq) => `${JSON.stringify({ seq: seq + 1, at: seq, ...body })}\n`);
	writeFileSync(join(run, "events.ndjson"), events.join(""));
	const tasks = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`install/${index}-some-hook`, index]));
	const summary = { version: 1, image: "web", outcome: "ok", ms: number, helped: false, stages: {}, tasks };
	writeFileSync(join(run, "summary.json"), JSON.stringify({ ...summary, artifacts: [], lines: 9 }));
	if (number % 30 === 0) truncateSync(join(run, "events.ndjson"), 100 << 20);
}

/** Milliseconds to resolve 500 elements: the median of nine. */
export function resolveLarge(): number {
	const elements = new Map<string, Element>();
	for (let index = 0; index < 500; index += 1) {
		const name = `element-${index}`;
		const deps = [2 * index + 1, 2 * index + 2, index + 7].filter((dep) => dep < 500).map((dep) => `element-${dep}`);
		const provides = index === 499 ? ["operating-system"] : [];
		elements.set(name, { name, path: `/${name}`, collection: "/", deps, provides, files: {}, dirs: {} });
	}
	const times = Array.from({ length: 9 }, () => {
		const start = performance.now();
		if (resolve(requestFor("element-0"), { elements }).selected.length !== 500) throw new Error("not all are there");
		return performance.now() - start;
	});
	return median(times);
}
