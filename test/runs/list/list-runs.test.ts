import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { EventBody } from "../../../src/core/run/events.js";
import { collectDeadRuns } from "../../../src/engine/work/collect-leftovers.js";
import { listRuns, pastDurations } from "../../../src/runs/list/list-runs.js";
import { temporaryFolder } from "../../support/elements.js";

const started: EventBody = {
	type: "build.started",
	v: 1,
	id: "x",
	wallClock: "2026-01-01T00:00:00Z",
	image: "web",
	architecture: "amd64",
	elements: [],
	outputs: [],
	tasks: [{ id: "install/10-x", stage: "install", title: "10-x" }],
};
const taskEvents: EventBody[] = [
	{ type: "stage.started", stage: "install" },
	{
		type: "task.started",
		task: "install/10-x",
		stage: "install",
		title: "10-x",
		where: "host",
		logFile: "",
		attempt: 1,
	},
	{ type: "log", task: "install/10-x", first: 1, lines: ["one", "two"] },
	{ type: "task.finished", task: "install/10-x", outcome: "ok", ms: 30, lines: 2 },
	{ type: "stage.finished", stage: "install", outcome: "ok", ms: 40 },
	{ type: "artifact", path: "/images/web.qcow2", format: "qcow2", bytes: 4096, checksums: {} },
];
const finished: EventBody = { type: "build.finished", outcome: "ok", ms: 50, exitCode: 0 };

function makeRun(folder: string, id: string, bodies: readonly EventBody[], profile?: string): string {
	const run = join(folder, id);
	mkdirSync(run, { recursive: true });
	const lines = bodies.map((body, seq) => JSON.stringify({ seq, at: seq * 10, ...body }));
	writeFileSync(join(run, "events.ndjson"), lines.map((line) => `${line}\n`).join(""));
	writeFileSync(join(run, "plan.json"), JSON.stringify({ profile }));
	writeFileSync(join(run, "lock"), "");
	return run;
}

const two = (number: number) => String(number).padStart(2, "0");
const idOf = (number: number) => `260101-10${two(Math.floor(number / 60))}${two(number % 60)}-aa`;

describe("the list of runs", () => {
	test("a summary is made from the events once, and again when it is damaged", async () => {
		const folder = temporaryFolder();
		const run = makeRun(folder, idOf(1), [started, ...taskEvents, finished], "web-server");
		const row = { id: idOf(1), state: "ok", image: "web", profile: "web-server", ms: 50, bytes: 4096 };
		expect(await listRuns(folder)).toMatchObject([row]);
		const file = join(run, "summary.json");
		const kept = readFileSync(file, "utf8");
		expect(JSON.parse(kept)).toMatchObject({ tasks: { "install/10-x": 30 }, stages: { install: 40 }, lines: 2 });
		for (const damaged of ["", "{", '{"version":1}', kept.replace('"version":1', '"version":99')]) {
			writeFileSync(file, damaged);
			expect(await listRuns(folder)).toMatchObject([row]);
			expect(readFileSync(file, "utf8")).toBe(kept);
		}
	});

	test.each([
		["null", "null\n"],
		["garbage", "{]\n"],
		["binary", "\0\xff\x1b\n"],
		["a log without lines", '{"type":"log","task":"x"}\n'],
		["a huge line", `${"x".repeat(3 << 20)}\n`],
	])(
		"%s in the events of one run: that one is told as damaged, with what it tells, the rest listed",
		async (_, line) => {
			const folder = temporaryFolder();
			const run = makeRun(folder, idOf(1), [started, ...taskEvents]);
			writeFileSync(join(run, "events.ndjson"), line, { flag: "a" });
			writeFileSync(join(run, "events.ndjson"), `${JSON.stringify({ seq: 9, at: 9, ...finished })}\n`, { flag: "a" });
			makeRun(folder, idOf(2), [started, ...taskEvents, finished]);
			const rows = await listRuns(folder);
			expect(rows).toMatchObject([
				{ state: "ok", image: "web" },
				{ state: "damaged", image: "web", bytes: 4096 },
			]);
		},
	);

	test.each(["events.ndjson", "plan.json", "summary.json", "lock", "leftovers"])(
		"a folder or a pipe in the place of %s spoils nothing",
		async (name) => {
			for (const make of [(path: string) => mkdirSync(path), (path: string) => execFileSync("mkfifo", [path])]) {
				const folder = temporaryFolder();
				const run = makeRun(folder, idOf(1), [started, ...taskEvents, finished]);
				rmSync(join(run, name), { force: true });
				make(join(run, name));
				makeRun(folder, idOf(2), [started, ...taskEvents, finished]);
				const [sound, odd] = await listRuns(folder);
				expect(sound).toMatchObject({ state: "ok" });
				expect(odd).toMatchObject({ id: idOf(1) });
				expect((await collectDeadRuns(folder)).problems).toEqual([]);
			}
		},
	);

	test("a run whose builder is gone has died; damaged and missing events do not spoil the list", async () => {
		const folder = temporaryFolder();
		makeRun(folder, idOf(1), [started, ...taskEvents]);
		const damaged = makeRun(folder, idOf(2), [started]);
		writeFileSync(join(damaged, "events.ndjson"), "\0\0\0\n", { flag: "a" });
		mkdirSync(join(folder, idOf(3)));
		mkdirSync(join(folder, "260101-999999-aa"));
		const rows = await listRuns(folder);
		expect(rows.map(({ state, image }) => [state, image])).toEqual([
			["died", ""],
			["damaged", "web"],
			["died", "web"],
		]);
	});

	test("a running build is told by its lock, and whether it is paused by its last events", async () => {
		const folder = temporaryFolder();
		const paused: EventBody = { type: "build.paused", pause: 1, reason: "failure", task: "install/10-x" };
		const run = makeRun(folder, idOf(1), [started, ...taskEvents, paused], "web-server");
		const noise = `${JSON.stringify({ seq: 9, at: 9, type: "log", task: "install/10-x", first: 3, lines: ["x".repeat(3 << 19)] })}\n`;
		const events = readFileSync(join(run, "events.ndjson"), "utf8").split("\n");
		writeFileSync(join(run, "events.ndjson"), `${events[0]}\n${noise}${events.slice(1).join("\n")}`);
		const builder = spawn("flock", [join(run, "lock"), "sh", "-c", "echo; read -r _"], {
			stdio: ["pipe", "pipe", "ignore"],
		});
		try {
			await once(builder.stdout, "data");
			expect(await listRuns(folder)).toMatchObject([{ state: "paused", image: "web", profile: "web-server" }]);
		} finally {
			builder.stdin.end();
			await once(builder, "exit");
		}
		expect(await listRuns(folder)).toMatchObject([{ state: "died" }]);
	});

	test("runs with 100 MB of events are listed by their summaries, without reading the events", async () => {
		const folder = temporaryFolder();
		const tasks = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`install/${index}-some-hook`, index]));
		for (let number = 0; number < 300; number++) {
			const run = makeRun(folder, idOf(number), [started, finished]);
			const summary = {
				version: 1,
				image: "web",
				outcome: "ok",
				ms: number,
				helped: false,
				stages: {},
				tasks,
				artifacts: [],
				lines: 9,
			};
			writeFileSync(join(run, "summary.json"), JSON.stringify(summary));
			// Holes are not events: who reads them fails.
			if (number % 30 === 0) truncateSync(join(run, "events.ndjson"), 100 << 20);
		}
		const rows = await listRuns(folder);
		expect(rows).toHaveLength(300);
		expect(rows[0]).toMatchObject({ id: idOf(299), state: "ok", ms: 299 });
	});

	test("durations are means of the newest runs of the profile", async () => {
		const folder = temporaryFolder();
		makeRun(folder, idOf(1), [started, ...taskEvents, finished], "web-server");
		makeRun(folder, idOf(2), [started, ...taskEvents, { ...finished, ms: 70 } as EventBody], "web-server");
		makeRun(folder, idOf(3), [started, finished], "other");
		expect(await pastDurations(folder, "web-server", "web")).toEqual({
			runs: 2,
			ms: 60,
			stages: { install: 40 },
			tasks: { "install/10-x": 30 },
		});
		expect(await pastDurations(folder, undefined, "web")).toMatchObject({ runs: 3 });
		expect(await pastDurations(folder, "unknown", "web")).toMatchObject({ runs: 0 });
	});
});
