import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeRunId } from "../../../src/core/run/run-id.js";
import { parseCount, RUN_LIMITS, runLimits } from "../../../src/core/run/storage-limits.js";
import { identity, PUBLICATION_FILE, writePublication } from "../../../src/engine/output/publication.js";
import { collectDeadRuns, collectedWords } from "../../../src/engine/work/collect-leftovers.js";
import { pruneRuns } from "../../../src/runs/list/prune-runs.js";
import { createRun, holdLock, openRun, runHasEnded, runIsAlive } from "../../../src/runs/runs.js";
import { temporaryFolder } from "../../support/elements.js";

const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
const none = { count: 0, days: 0, bytes: 0 };

/** A run that has ended, so many days ago. */
function ended(folder: string, days: number, bytes = 0): string {
	const id = makeRunId(new Date(Date.now() - days * 86_400_000), Math.random());
	mkdirSync(join(folder, id));
	writeFileSync(join(folder, id, "lock"), "");
	writeFileSync(join(folder, id, "events.ndjson"), Buffer.alloc(bytes, 1));
	return id;
}

describe("the oldest runs are forgotten", () => {
	test("beyond a number, an age and a size; the newest stays however large", async () => {
		const folder = temporaryFolder();
		const [newest, older, oldest] = [ended(folder, 0, 4 << 20), ended(folder, 2, 1 << 20), ended(folder, 100)];
		expect((await pruneRuns(folder, RUN_LIMITS)).removed).toEqual([oldest]);
		expect((await pruneRuns(folder, { ...RUN_LIMITS, bytes: 1 << 20 })).removed).toEqual([older]);
		expect(readdirSync(folder)).toEqual([newest]);
		expect((await pruneRuns(folder, { ...RUN_LIMITS, count: 0 })).removed).toEqual([newest]);
	});

	test("never one that lives, begins, or has left something", async () => {
		const folder = temporaryFolder();
		const living = ended(folder, 3);
		const lock = await holdLock(join(folder, living, "lock"));
		const begins = (await createRun(folder, owner)).id;
		const left = ended(folder, 3);
		writeFileSync(join(folder, left, "leftovers"), "/nowhere\n");
		expect(await pruneRuns(folder, none)).toEqual({ removed: [], problems: [] });
		expect(readdirSync(folder).sort()).toEqual([living, begins, left].sort());
		lock.release();
		await collectDeadRuns(folder);
		expect([...(await pruneRuns(folder, none)).removed].sort()).toEqual([living, left].sort());
	});
});

test("who asks whether a run lives disturbs neither its builder nor others who ask", async () => {
	const folder = temporaryFolder();
	const run = await createRun(folder, owner);
	expect(await runHasEnded(run)).toBe(false);
	// Somebody looks, for as long as a busy machine may take, while the builder takes the lock of a run that was held before.
	const file = join(run.folder, "lock");
	writeFileSync(file, "");
	const asking = spawn("flock", ["-s", file, "sh", "-c", "echo; read -r _"], { stdio: ["pipe", "pipe", "ignore"] });
	await once(asking.stdout, "data");
	expect(await runIsAlive(run)).toBe(false);
	const taking = holdLock(file);
	asking.stdin.end();
	const lock = await taking;
	expect(await Promise.all([runIsAlive(run), runIsAlive(run), runIsAlive(run)])).toEqual([true, true, true]);
	lock.release();
	expect(await runHasEnded(run)).toBe(true);
});

test("several collect the leftovers of one build at once", async () => {
	const folder = temporaryFolder();
	const left = join(temporaryFolder(), "dib_build.x");
	execFileSync("bash", ["-c", 'mkdir -p "$0"/{1..40}/{1..10}', left]);
	const id = ended(folder, 1);
	writeFileSync(join(folder, id, "leftovers"), `${left}\n`);
	const all = await Promise.all(Array.from({ length: 8 }, () => collectDeadRuns(folder)));
	expect(all.flatMap(({ problems }) => problems)).toEqual([]);
	expect(existsSync(left)).toBe(false);
	expect(existsSync(join(openRun(folder, id).folder, "leftovers"))).toBe(false);
});

test.each(["abc", "-1", "1.5", "1e9", "", " ", "0x10", "99999999"])("'%s' is no count", (text) => {
	expect(() => parseCount("--keep", text)).toThrow(/--keep needs a whole number/);
	if (text) expect(() => runLimits({ DISKWRIGHT_RUNS_KEEP: text })).toThrow(/DISKWRIGHT_RUNS_KEEP/);
});

test("what a killed build had begun to put in place is put there before its leftovers are removed", async () => {
	const [runs, images] = [temporaryFolder(), temporaryFolder()];
	const run = openRun(runs, ended(runs, 0));
	const [file, final] = [join(images, ".image.raw.part"), join(images, "image.raw")];
	writeFileSync(file, "new");
	writeFileSync(final, "older");
	writeFileSync(join(run.folder, "leftovers"), `${file}\n`);
	const renames = [{ file, final, is: (await identity(file)) as string, over: (await identity(final)) as string }];
	const journal = join(run.folder, PUBLICATION_FILE);
	await writePublication(journal, { version: 1, aside: [], unkept: [], outdated: [], renames }, owner);
	const collected = await collectDeadRuns(runs);
	expect(collected).toEqual({ removed: [], finished: [run.id], problems: [] });
	expect(collectedWords(collected)).toEqual([expect.stringContaining(run.id)]);
	expect(readFileSync(final, "utf8")).toBe("new");
	expect(readdirSync(images)).toEqual(["image.raw"]);
	expect(readdirSync(run.folder)).not.toContain(PUBLICATION_FILE);
});
