import { DEFAULT_PROFILE } from "../../core/profile/profile.js";
import type { ListedRun } from "../../core/run/listed-run.js";
import type { MenuEntry } from "../kit/components/menu-list.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import type { Theme } from "../kit/look/theme.js";
import { lastOutcome, type ProfileItem, profileItems } from "../profiles/profile-list.js";
import { runColour, runGlyph, runWords } from "../runs/run-appearance.js";
import { isLiving } from "../runs/run-list.js";
import type { ListedProfile } from "../services/profiles.js";

/** Value of a home entry: what it opens. */
export type HomeValue = "new" | "profiles" | "runs" | "explorer" | "doctor" | `profile:${string}` | `run:${string}`;

/** Everything home offers: what runs now, a new image, the profiles, and the other places. */
export function homeEntries(
	profiles: readonly ListedProfile[],
	runs: readonly ListedRun[],
	theme: Theme,
	now: number,
): MenuEntry<HomeValue>[] {
	const living = runs.filter(isLiving);
	return [
		...living.map((run) => ({
			value: `run:${run.id}` as const,
			label: run.profile ?? run.image,
			detail: runWords(run, now),
			sign: { glyph: runGlyph(run.state), colour: runColour(run.state, theme) },
		})),
		...(living.length > 0 ? [{ heading: "" }] : []),
		{ value: "new", label: "New image", detail: `starts from ${DEFAULT_PROFILE}` },
		{ heading: "" },
		{ heading: "Profiles" },
		...profileItems(profiles, runs).map((item) => profileEntry(item, theme, now)),
		{ heading: "" },
		{ value: "profiles", label: "Manage profiles", detail: "edit, copy, export, import" },
		{ value: "runs", label: "Runs", detail: countRuns(runs) },
		{ value: "explorer", label: "Explore elements", detail: "without building" },
		{ value: "doctor", label: "Doctor", detail: "what this host has and lacks" },
	];
}

function profileEntry(item: ProfileItem, theme: Theme, now: number): MenuEntry<HomeValue> {
	const { name, problem } = item.profile;
	const entry = { value: `profile:${name}` as const, label: name };
	if (problem) return { ...entry, sign: { glyph: GLYPHS.warning, colour: theme.warn }, disabled: problem.message };
	if (!item.last) return { ...entry, sign: { glyph: GLYPHS.waiting, colour: theme.dim }, detail: "never built" };
	const { state } = item.last;
	return {
		...entry,
		sign: { glyph: runGlyph(state), colour: runColour(state, theme) },
		detail: lastOutcome(item, now),
	};
}

function countRuns(runs: readonly ListedRun[]): string {
	const failed = runs.filter(({ state }) => state === "failed" || state === "died").length;
	if (runs.length === 0) return "none yet";
	return failed > 0 ? `${runs.length}, ${failed} failed` : `${runs.length}`;
}
