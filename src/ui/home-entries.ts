import { age } from "./age.js";
import type { MenuEntry } from "./components/menu-list.js";
import { GLYPHS } from "./glyphs.js";
import { isUnderWay, runSign, runWords } from "./run-look.js";
import type { ListedProfile } from "./services/profiles.js";
import type { ListedRun } from "./services/runs.js";
import type { Theme } from "./theme.js";

/** What a new image starts from when nobody says otherwise. */
export const DEFAULT_PROFILE = "debian-vm";

/** Value of a home entry: what it opens. */
export type HomeValue = "new" | "profiles" | "runs" | "explorer" | "doctor" | `profile:${string}` | `run:${string}`;

/** Everything home offers: what runs now, a new image, the profiles, and the other places. */
export function homeEntries(
	profiles: readonly ListedProfile[],
	runs: readonly ListedRun[],
	theme: Theme,
	now: number,
): MenuEntry<HomeValue>[] {
	const underWay = runs.filter(isUnderWay);
	return [
		...underWay.map((run) => ({
			value: `run:${run.id}` as const,
			label: run.profile ?? run.image,
			detail: runWords(run, now),
			sign: runSign(run, theme),
		})),
		...(underWay.length > 0 ? [{ heading: "" }] : []),
		{ value: "new", label: "New image", detail: `starts from ${DEFAULT_PROFILE}` },
		{ heading: "" },
		{ heading: "Profiles" },
		...profiles.map((profile) => profileEntry(profile, lastRun(runs, profile.name), theme, now)),
		{ heading: "" },
		{ heading: "More" },
		{ value: "profiles", label: "Manage profiles", detail: "rename, export, delete" },
		{ value: "runs", label: "Runs", detail: countRuns(runs) },
		{ value: "explorer", label: "Explore elements", detail: "without building" },
		{ value: "doctor", label: "Doctor", detail: "what this host lacks" },
	];
}

function profileEntry(
	{ name, kind, problem }: ListedProfile,
	last: ListedRun | undefined,
	theme: Theme,
	now: number,
): MenuEntry<HomeValue> {
	const entry = { value: `profile:${name}` as const, label: name };
	if (problem) return { ...entry, sign: { glyph: GLYPHS.warning, colour: theme.warn }, disabled: problem.message };
	if (!last) return { ...entry, sign: { glyph: GLYPHS.waiting, colour: theme.dim }, detail: kind };
	return { ...entry, sign: runSign(last, theme), detail: `${last.state} ${age(last.started, now)}` };
}

/** The newest run of a profile; runs come newest first. */
function lastRun(runs: readonly ListedRun[], profile: string): ListedRun | undefined {
	return runs.find((run) => run.profile === profile);
}

function countRuns(runs: readonly ListedRun[]): string {
	const failed = runs.filter(({ state }) => state === "failed" || state === "died").length;
	if (runs.length === 0) return "none yet";
	return failed > 0 ? `${runs.length}, ${failed} failed` : `${runs.length}`;
}
