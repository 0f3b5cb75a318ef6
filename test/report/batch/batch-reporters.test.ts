import { expect, test } from "vitest";
import type { BatchEvent } from "../../../src/core/batch/batch-events.js";
import type { BuildEvent } from "../../../src/core/run/events.js";
import {
	type BatchView,
	githubBatch,
	ndjsonBatch,
	plainBatch,
	quietBatch,
} from "../../../src/report/batch/batch-reporters.js";

const build = (name: string) => ({ name, image: name, outputs: [`${name}.raw`], architecture: "amd64", warnings: 0 });
const BEFORE: readonly BatchEvent[] = [
	{
		type: "batch.started",
		at: 0,
		v: 1,
		id: "b-1",
		wallClock: "",
		jobs: 2,
		builds: [build("web"), build("longer"), build("c")],
	},
	{ type: "batch.waits", at: 1, build: 2, why: "memory" },
	{ type: "batch.began", at: 1, build: 0, run: "r0" },
	{ type: "batch.began", at: 1, build: 1, run: "r1" },
];
const AFTER: readonly BatchEvent[] = [
	{ type: "batch.ended", at: 9, build: 0, outcome: "ok", exitCode: 0, ms: 8000 },
	{
		type: "batch.ended",
		at: 9,
		build: 1,
		outcome: "failed",
		exitCode: 1,
		ms: 62_000,
		problem: "error: it died\n  → again",
	},
	{ type: "batch.ended", at: 9, build: 2, outcome: "left-out", exitCode: 130, ms: 0 },
	{ type: "batch.finished", at: 9, exitCode: 1, ms: 62_000 },
];
const TABLE = [
	...["", "build   outcome       took", "web     built         8.0s  web.raw"],
	...["longer  failed       1m02s  diskwright runs show r1", "c       not begun", ""],
	"1 of 3 images built, 1 failed, 1 not begun",
];
const stage: BuildEvent = { seq: 0, at: 1, type: "stage.started", stage: "install" };

async function shown(make: (output: { write(text: string): void }) => BatchView): Promise<string[]> {
	const written: string[] = [];
	const view = make({ write: (text) => void written.push(text) });
	for (const event of BEFORE) view.event(event);
	view.of(1).event(stage);
	view.of(0).event(stage);
	for (const event of AFTER) view.event(event);
	await view.end();
	return written.join("").split("\n").slice(0, -1);
}

test("every line has the name of its build before it, and a table comes last", async () => {
	expect(await shown(plainBatch)).toEqual([
		"3 builds, 2 at once (b-1)",
		...["c      | waits for memory", "web    | begins (r0)", "longer | begins (r1)"],
		...["longer | ── install", "web    | ── install"],
		...["longer | error: it died", "longer |   → again", "c      | not begun"],
		...TABLE,
	]);
});

test("GitHub's groups hold one build each, with its whole log, after it has ended", async () => {
	async function* logOf(run: string) {
		yield { ...stage, stage: run === "r0" ? "root" : "install" } as BuildEvent;
	}
	const lines = await shown((output) => githubBatch(output, logOf));
	const from = lines.indexOf("::group::web ok");
	expect(lines.slice(0, from)).toContain("longer | install");
	expect(lines.slice(from)).toEqual([
		...["::group::web ok", "── root", "::endgroup::", "::group::longer failed", "── install", "::endgroup::"],
		...TABLE,
	]);
});

test("events are told with the name of their build", async () => {
	const events = (await shown(ndjsonBatch)).map((line) => JSON.parse(line));
	expect(events[0]).toMatchObject({ type: "batch.started", id: "b-1" });
	expect(events).toContainEqual({ build: "longer", ...stage });
	expect(events).toContainEqual({ ...AFTER[0], build: "web" });
});

test("nothing but failures and the table of a batch that is not all well is told quietly", async () => {
	const silent = () => ({ event: () => {}, end: async () => {} });
	expect(await shown((output) => quietBatch(output, silent))).toEqual([
		"longer | error: it died",
		"longer |   → again",
		...TABLE,
	]);
});
