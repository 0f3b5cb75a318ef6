import { describe, expect, test } from "vitest";
import type { ListedRun } from "../../../src/core/run/listed-run.js";
import { filterRuns, orderRuns, runDuration } from "../../../src/ui/runs/run-list.js";

const run = (id: string, state: ListedRun["state"], more: Partial<ListedRun> = {}): ListedRun => ({
	id,
	state,
	started: "2026-01-01T11:00:00Z",
	image: "web",
	...more,
});
const NOW = Date.parse("2026-01-01T12:00:00Z");

describe("the list of runs", () => {
	test("those that go on come first, else the order stays", () => {
		const runs = [run("4", "ok"), run("3", "paused"), run("2", "failed"), run("1", "running")];
		expect(orderRuns(runs).map(({ id }) => id)).toEqual(["3", "1", "4", "2"]);
	});

	test("is filtered by state, image and profile", () => {
		const runs = [run("1", "ok"), run("2", "failed", { profile: "mail" }), run("3", "ok", { image: "db" })];
		expect(filterRuns(runs, "mail")).toEqual([runs[1]]);
		expect(filterRuns(runs, "ok !db")).toEqual([runs[0]]);
	});

	test("a run that goes on has taken the time until now", () => {
		expect(runDuration(run("1", "running"), NOW)).toBe("1h00m");
		expect(runDuration(run("1", "running"), NOW - 7_200_000)).toBe("0s");
		expect(runDuration(run("1", "ok", { ms: 65_000 }), NOW)).toBe("1m05s");
		expect(runDuration(run("1", "died"), NOW)).toBe("");
	});
});
