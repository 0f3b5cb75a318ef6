import type { ListedRun } from "../../core/run/listed-run.js";
import { matchesFilter } from "../../core/text/filter-words.js";
import { ago } from "../../core/text/short-quantities.js";
import type { ListedProfile } from "../services/profiles.js";

/** A profile with the last run of it, if any. */
export interface ProfileItem {
	readonly profile: ListedProfile;
	readonly last?: ListedRun;
}

/** Profiles with their last runs: one's own first. */
export function profileItems(profiles: readonly ListedProfile[], runs: readonly ListedRun[]): readonly ProfileItem[] {
	const latest = new Map<string, ListedRun>();
	for (const run of runs) {
		const known = run.profile === undefined ? undefined : latest.get(run.profile);
		if (run.profile !== undefined && (!known || run.started > known.started)) latest.set(run.profile, run);
	}
	const items = profiles.map((profile): ProfileItem => {
		const last = latest.get(profile.name);
		return { profile, ...(last ? { last } : {}) };
	});
	return [
		...items.filter(({ profile }) => profile.kind === "saved"),
		...items.filter(({ profile }) => profile.kind !== "saved"),
	];
}

/** Profiles that have every word of a filter in name, title or kind; `!word` leaves out what has it. */
export function filterProfiles(items: readonly ProfileItem[], filter: string): readonly ProfileItem[] {
	return items.filter(({ profile: { name, title = "", kind, problem } }) =>
		matchesFilter(`${name} ${title} ${kind} ${problem ? "broken" : ""}`, filter),
	);
}

/** `ok, 3d ago`; `never built`. */
export function lastOutcome({ last }: ProfileItem, now: number): string {
	if (!last) return "never built";
	return `${last.state}, ${ago(now - Date.parse(last.started))}`;
}
