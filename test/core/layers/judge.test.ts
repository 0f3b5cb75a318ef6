import { expect, test } from "vitest";
import type { Input } from "../../../src/core/layers/input.js";
import { causeText, judgeAfter, judgeBefore, type TaskQuestion } from "../../../src/core/layers/judge.js";
import type { LayerRecord } from "../../../src/core/layers/record.js";

const HOUR = 3_600_000;
const NOW = 1_800_000_000_000;
const input = (name: string, value = "1"): Input => ({ name, value });

const record = (more: Partial<LayerRecord> = {}): LayerRecord => ({
	format: 1,
	key: "a".repeat(64),
	declaredKey: "b".repeat(64),
	task: "install/50-x",
	image: "web",
	made: NOW - HOUR,
	ms: 5,
	by: "0.1.0",
	depth: 3,
	inputs: [input("hook install.d/50-x")],
	observed: [input("content of lib/x"), input("host file /usr/bin/git")],
	outside: [],
	layer: { inventory: "c".repeat(64), identity: "d".repeat(64), entries: 2, bytes: 10 },
	...more,
});

const ask = (more: Partial<TaskQuestion>) =>
	judgeBefore({ inputs: record().inputs, candidates: [], maxAgeMs: 24 * HOUR, now: NOW, ...more });
const candidate = (one = record(), now: readonly Input[] = one.observed) => ({ record: one, now });

test("everything as it was is a hit, of several layers the newest", () => {
	const newer = record({ made: NOW - 1, key: "e".repeat(64) });
	expect(ask({ candidates: [candidate(), candidate(newer)] })).toEqual({ verdict: "hit", record: newer });
});

test("something that was read is not as it was: a miss that names it with both values", () => {
	const now = [input("content of lib/x", "2"), input("host file /usr/bin/git")];
	const verdict = ask({ candidates: [candidate(record(), now)] });
	expect(verdict).toEqual({
		verdict: "miss",
		cause: { kind: "changed", difference: { name: "content of lib/x", before: "1", now: "2" } },
	});
});

test("of candidates that differ, one that does not is taken", () => {
	const changed = candidate(record({ made: NOW }), [input("content of lib/x", "2"), input("host file /usr/bin/git")]);
	expect(ask({ candidates: [changed, candidate()] })).toMatchObject({ verdict: "hit", record: { made: NOW - HOUR } });
});

test("without a candidate the last run says what changed; without one it is the first time", () => {
	const last = { inputs: [input("hook install.d/50-x", "0")], observed: [] };
	expect(ask({ last })).toEqual({
		verdict: "miss",
		cause: { kind: "changed", difference: { name: "hook install.d/50-x", before: "0", now: "1" } },
	});
	expect(ask({})).toEqual({ verdict: "miss", cause: { kind: "first-time" } });
});

test("what a hook has fetched is good for so long, and a clock that was set back makes a layer of the future no hit", () => {
	const old = ask({ candidates: [candidate(record({ made: NOW - 30 * HOUR }))] });
	expect(old).toEqual({ verdict: "miss", cause: { kind: "expired", hours: 30 } });
	const future = ask({ candidates: [candidate(record({ made: NOW + HOUR }))] });
	expect(future).toEqual({ verdict: "miss", cause: { kind: "from-the-future" } });
	expect(ask({ candidates: [candidate(record({ made: NOW + 1000 }))] }).verdict).toBe("hit");
});

test("a task that changed something outside the tree is run again, never restored, however often it was kept", () => {
	const note = record({ outside: ["changes the hooks tree: install.d/99-made"] });
	expect(ask({ candidates: [candidate(), candidate(note)] })).toEqual({
		verdict: "re-run",
		reason: "changes the hooks tree: install.d/99-made",
	});
	expect(ask({ always: "hooks of extra-data always run", candidates: [candidate()] }).verdict).toBe("re-run");
});

test("a damaged layer is a miss that says so; a note without a layer is no hit", () => {
	const damaged = ask({ candidates: [{ damaged: "its inventory is damaged" }] });
	expect(damaged.verdict === "miss" && causeText(damaged.cause)).toBe(
		"its layer cannot be used: its inventory is damaged",
	);
	const { layer: _, ...note } = record();
	expect(ask({ candidates: [candidate(note)] }).verdict).toBe("miss");
});

test("after a run: kept by inputs, by content, or not, with the reason", () => {
	const seen = { observed: [], outside: [], unknown: [], survivors: [] };
	expect(judgeAfter(seen, false)).toEqual({ keep: "inputs" });
	expect(judgeAfter({ ...seen, outside: ["mounted /x (tmpfs)"] }, false)).toEqual({
		keep: "content",
		reasons: ["mounted /x (tmpfs)"],
	});
	expect(judgeAfter({ ...seen, unknown: ["lost"], outside: ["x"] }, false)).toEqual({
		keep: "nothing",
		reason: "lost",
	});
	expect(judgeAfter(seen, true)).toEqual({ keep: "nothing", reason: "it has failed" });
	expect(judgeAfter({ ...seen, survivors: ["cron (12)"] }, true)).toEqual({
		keep: "nothing more",
		reason: "it has left processes behind: cron (12)",
	});
});
