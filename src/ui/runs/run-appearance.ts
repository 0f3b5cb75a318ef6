import type { ListedRun } from "../../core/run/listed-run.js";
import { ago, shortBytes } from "../../core/text/short-quantities.js";
import type { Fact } from "../kit/components/facts.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import type { StateLook } from "../kit/look/state-look.js";
import type { Theme } from "../kit/look/theme.js";
import { isLiving, runDuration } from "./run-list.js";

const LOOKS: Readonly<Record<ListedRun["state"], StateLook>> = {
	running: { glyph: GLYPHS.running, tone: "accent" },
	paused: { glyph: GLYPHS.warning, tone: "warn" },
	cancelling: { glyph: GLYPHS.cancelled, tone: "warn" },
	ok: { glyph: GLYPHS.ok, tone: "ok" },
	failed: { glyph: GLYPHS.failed, tone: "error" },
	cancelled: { glyph: GLYPHS.cancelled, tone: "warn" },
	died: { glyph: GLYPHS.failed, tone: "error" },
	damaged: { glyph: GLYPHS.failed, tone: "error" },
};

/** The sign of a state. */
export const runGlyph = (state: ListedRun["state"]): string => LOOKS[state].glyph;

/** The colour of a state. */
export const runColour = (state: ListedRun["state"], theme: Theme): string | undefined => theme[LOOKS[state].tone];

/** A run as a fact under a label: `✔ ok, 3h ago, 3m11s, 318M`. */
export function runFact(label: string, run: ListedRun, now: number): Fact {
	return { label, text: runWords(run, now), ...LOOKS[run.state] };
}

/** State, age, duration and size of a run, as far as they are known. */
export function runWords(run: ListedRun, now: number): string {
	const { state, started, bytes } = run;
	const words = [
		state === "paused" ? "waits for you" : state,
		...(isLiving(run) ? [] : [ago(now - Date.parse(started))]),
		runDuration(run, now),
		bytes === undefined ? "" : shortBytes(bytes),
	];
	return words.filter(Boolean).join(", ");
}
