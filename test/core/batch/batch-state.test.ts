import { expect, test } from "vitest";
import { type BatchEvent, parseBatchEvent } from "../../../src/core/batch/batch-events.js";
import {
	type BatchState,
	batchRemaining,
	countMembers,
	initialBatch,
	reduceBatch,
} from "../../../src/core/batch/batch-state.js";

const build = (name: string, expectedMs?: number) => ({
	...{ name, image: name, outputs: [`${name}.raw`], architecture: "amd64", warnings: 0 },
	...(expectedMs === undefined ? {} : { expectedMs }),
});
const started = (...builds: ReturnType<typeof build>[]): BatchEvent => ({
	...{ type: "batch.started", at: 0, v: 1, id: "b-1", wallClock: "2026-01-01T00:00:00Z", jobs: 2, builds },
});
const after = (...events: BatchEvent[]): BatchState => events.reduce(reduceBatch, initialBatch());

test("the members of a batch go from waiting over running to an end", () => {
	const state = after(
		started(build("a"), build("b"), build("c"), build("d")),
		{ type: "batch.waits", at: 1, build: 2, why: "memory" },
		{ type: "batch.began", at: 1, build: 0, run: "r0" },
		{ type: "batch.began", at: 1, build: 1, run: "r1" },
		{ type: "batch.ended", at: 9, build: 0, outcome: "failed", exitCode: 1, ms: 8, problem: "why" },
		{ type: "batch.ended", at: 9, build: 3, outcome: "left-out", exitCode: 130, ms: 0 },
	);
	expect(state.members.map(({ status }) => status)).toEqual(["failed", "running", "waiting", "left-out"]);
	expect(state.members[0]).toMatchObject({ run: "r0", ms: 8, problem: "why" });
	expect(state.members[2]).toMatchObject({ why: "memory" });
	expect(countMembers(state)).toEqual({ waiting: 1, running: 1, ok: 0, failed: 1, cancelled: 0, "left-out": 1 });
});

test("what is left of a batch is shared out among the builds that run at once", () => {
	const state = after(started(build("a", 10), build("b", 10), build("c", 4), build("d", 4)), {
		...{ type: "batch.began", at: 1, build: 0, run: "r0" },
	});
	// 3 and 10, then 4 behind the 3 and 4 behind both.
	const left = ({ status, expectedMs }: { status: string; expectedMs?: number | undefined }) =>
		status === "running" ? 3 : expectedMs;
	expect(batchRemaining(state, left)).toBe(11);
	expect(batchRemaining(state, ({ name }) => (name === "d" ? undefined : 1))).toBeUndefined();
});

test("a line that is no event, or of another version, is none", () => {
	const event = started(build("a"));
	expect(parseBatchEvent(JSON.stringify(event))).toEqual(event);
	for (const line of ["", "{", "[]", '{"type":"batch.began","at":1}', JSON.stringify({ ...event, v: 2 })]) {
		expect(parseBatchEvent(line)).toBeUndefined();
	}
});
