import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { caller } from "../../../src/host/privilege.js";
import { batchIsAlive, createBatch, openBatchJournal } from "../../../src/runs/batch/batch-folder.js";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "batches-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a batch whose lock comes while it is asked for is none that has ended", async () => {
	const batch = await createBatch(folder, caller());
	const answer = batchIsAlive(batch);
	writeFileSync(join(batch.folder, "lock"), "");
	expect(await answer).toBe(true);
	// Nobody holds it now.
	expect(await batchIsAlive(batch)).toBe(false);
});

test("a batch lives as long as its journal is open", async () => {
	const batch = await createBatch(folder, caller());
	const journal = await openBatchJournal(batch);
	expect(await batchIsAlive(batch)).toBe(true);
	journal.close();
	expect(await batchIsAlive(batch)).toBe(false);
});
