import { shortBytes, shortDuration } from "../core/human.js";
import { age } from "./age.js";
import { GLYPHS } from "./glyphs.js";
import type { ListedRun } from "./services/runs.js";
import type { Theme } from "./theme.js";

const GLYPH: Readonly<Record<ListedRun["state"], string>> = {
	running: GLYPHS.running,
	paused: GLYPHS.warning,
	cancelling: GLYPHS.running,
	ok: GLYPHS.ok,
	failed: GLYPHS.failed,
	cancelled: GLYPHS.cancelled,
	died: GLYPHS.failed,
};

const TONE: Readonly<Record<ListedRun["state"], "ok" | "warn" | "error" | "dim" | "accent">> = {
	running: "accent",
	paused: "warn",
	cancelling: "warn",
	ok: "ok",
	failed: "error",
	cancelled: "dim",
	died: "error",
};

/** How a run stands in one cell. */
export function runSign(
	{ state }: Pick<ListedRun, "state">,
	theme: Theme,
): { glyph: string; colour: string | undefined } {
	return { glyph: GLYPH[state], colour: theme[TONE[state]] };
}

/** Sign and tone of a run among facts. */
export const runFact = ({ state }: Pick<ListedRun, "state">) => ({ glyph: GLYPH[state], tone: TONE[state] });

/** Whether it still goes on, or waits for somebody. */
export const isUnderWay = ({ state }: Pick<ListedRun, "state">): boolean =>
	state === "running" || state === "paused" || state === "cancelling";

/** `ok, 3 h ago, 3m11s, 318M`. */
export function runWords({ state, started, ms, bytes }: ListedRun, now: number): string {
	return [
		state === "paused" ? "waits for you" : state,
		age(started, now),
		...(ms === undefined ? [] : [shortDuration(ms)]),
		...(bytes === undefined ? [] : [shortBytes(bytes)]),
	].join(", ");
}
