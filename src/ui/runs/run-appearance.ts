import type { ListedRun } from "../../core/run/listed-run.js";
import { ago, shortBytes } from "../../core/text/short-quantities.js";
import type { Fact } from "../kit/components/facts.js";
import { isLiving, RUN_GLYPHS, runDuration } from "./run-list.js";

const TONES: Readonly<Record<ListedRun["state"], Fact["tone"]>> = {
	running: "accent",
	paused: "warn",
	cancelling: "warn",
	ok: "ok",
	failed: "error",
	cancelled: "dim",
	died: "error",
	damaged: "error",
};

/** A run as a fact under a label: `✔ ok, 3h ago, 3m11s, 318M`. */
export function runFact(label: string, run: ListedRun, now: number): Fact {
	return { label, text: runWords(run, now), glyph: RUN_GLYPHS[run.state], tone: TONES[run.state] };
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
