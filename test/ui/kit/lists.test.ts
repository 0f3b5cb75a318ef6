import { describe, expect, test } from "vitest";
import type { ListedRun } from "../../../src/core/run/listed-run.js";
import { matchesFilter } from "../../../src/core/text/filter-words.js";
import { shortAge } from "../../../src/core/text/short-quantities.js";
import { filterProfiles, lastOutcome, profileItems } from "../../../src/ui/profiles/profile-list.js";
import { filterRuns, orderRuns, runDuration } from "../../../src/ui/runs/run-list.js";
import type { ListedProfile } from "../../../src/ui/services/profiles.js";

const run = (id: string, state: ListedRun["state"], more: Partial<ListedRun> = {}): ListedRun => ({
	id,
	state,
	started: "2026-01-01T11:00:00Z",
	image: "web",
	...more,
});
const NOW = Date.parse("2026-01-01T12:00:00Z");

describe("ages", () => {
	test.each([
		[0, "now"],
		[-5000, "now"],
		[59_999, "now"],
		[60_000, "1m"],
		[3_599_999, "59m"],
		[3_600_000, "1h"],
		[86_400_000, "1d"],
		[400 * 86_400_000, "1y"],
	])("%d ms is %s", (ms, expected) => expect(shortAge(ms)).toBe(expected));
});

describe("filters", () => {
	test.each([
		["Web Server", "web", true],
		["Web Server", "SERVER web", true],
		["Web Server", "web mail", false],
		["Web Server", "!web", false],
		["Web Server", "!mail", true],
		["Web Server", "! ", true],
		["Web Server", "", true],
	])("%s with %s: %s", (text, filter, expected) => expect(matchesFilter(text, filter)).toBe(expected));
});

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

describe("the list of profiles", () => {
	const profile = (name: string, kind: ListedProfile["kind"], more: Partial<ListedProfile> = {}): ListedProfile => ({
		name,
		kind,
		file: `/p/${name}.yaml`,
		hidesShipped: false,
		...more,
	});
	const problem = { code: "bad-profile", message: "no", next: [], exitCode: 2 };

	test("one's own come first, each with its last run", () => {
		const items = profileItems(
			[profile("a", "shipped"), profile("z", "saved")],
			[
				run("2", "failed", { profile: "a", started: "2026-01-01T09:00:00Z" }),
				run("1", "running", { profile: "a", started: "2026-01-01T08:00:00Z" }),
			],
		);
		expect(items.map((item) => [item.profile.name, lastOutcome(item, NOW)])).toEqual([
			["z", "never built"],
			["a", "failed, 3h ago"],
		]);
	});

	test("broken ones can be filtered for", () => {
		const items = profileItems([profile("a", "saved"), profile("b", "saved", { problem })], []);
		expect(filterProfiles(items, "broken").map((item) => item.profile.name)).toEqual(["b"]);
	});
});
