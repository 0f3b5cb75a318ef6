import { describe, expect, test } from "vitest";
import type { ListedRun } from "../../../src/core/run/listed-run.js";
import { filterProfiles, lastOutcome, profileItems } from "../../../src/ui/profiles/profile-list.js";
import type { ListedProfile } from "../../../src/ui/services/profiles.js";

const run = (id: string, state: ListedRun["state"], more: Partial<ListedRun> = {}): ListedRun => ({
	id,
	state,
	started: "2026-01-01T11:00:00Z",
	image: "web",
	...more,
});
const NOW = Date.parse("2026-01-01T12:00:00Z");

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
