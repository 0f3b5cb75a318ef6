import type { ImageReads } from "./image-reads.js";
import { type Difference, differenceText, firstDifference, type Input } from "./input.js";
import { BELOW } from "./key.js";
import type { LayerRecord } from "./record.js";

/** Why a task runs although layers are used. */
export type Cause =
	/** Nothing is known of it. */
	| { readonly kind: "first-time" }
	/** An input is not as it was. */
	| { readonly kind: "changed"; readonly difference: Difference }
	/** It may fetch something else by now. */
	| { readonly kind: "expired"; readonly hours: number }
	/** What it did last time could not be kept. */
	| { readonly kind: "not-kept"; readonly why: string }
	/** The clock was set back since. */
	| { readonly kind: "from-the-future" }
	/** The layer cannot be used. */
	| { readonly kind: "damaged"; readonly why: string };

/** What to do with a task before it runs. */
export type Verdict =
	/** Its layer takes its place. */
	| { readonly verdict: "hit"; readonly record: LayerRecord }
	| { readonly verdict: "miss"; readonly cause: Cause }
	/** It is run at its place on what lies below it, and what it leaves in the tree is compared with what it left then. */
	| { readonly verdict: "re-run"; readonly reason: string };

/** A layer that was found under the task's declared key, or why it cannot be used. */
export type Candidate =
	| {
			readonly record: LayerRecord;
			/** What it was seen to read, looked at again: same names, values of now. */
			readonly now: readonly Input[];
	  }
	| { readonly damaged: string };

export interface TaskQuestion {
	readonly inputs: readonly Input[];
	/** Set for phases that always run: extra-data. */
	readonly always?: string;
	readonly candidates: readonly Candidate[];
	/** The record of this task's last run for this image, whatever its inputs were. */
	readonly last?: Pick<LayerRecord, "inputs" | "observed"> & { readonly unkept?: string };
	/** Milliseconds that a layer is good for, because what hooks fetch is not seen. */
	readonly maxAgeMs: number;
	/** Milliseconds since 1970. */
	readonly now: number;
}

/** More than clocks of one machine are corrected by. */
const CLOCK_MS = 60_000;

/** Decides before a task runs. The newest of several valid layers is taken. */
export function judgeBefore({ inputs, always, candidates, last, maxAgeMs, now }: TaskQuestion): Verdict {
	if (always !== undefined) return { verdict: "re-run", reason: always };
	const usable = candidates.flatMap((candidate) => ("damaged" in candidate ? [] : [candidate]));
	const valid = usable
		.filter((candidate) => firstDifference(candidate.record.observed, candidate.now) === undefined)
		.map(({ record }) => record)
		.sort((one, other) => other.made - one.made);
	const outside = valid.find((record) => record.outside.length > 0);
	if (outside) return { verdict: "re-run", reason: outside.outside.join("; ") };
	const kept = valid.filter(({ layer }) => layer !== undefined);
	const hit = kept.find(({ made }) => made <= now + CLOCK_MS && now - made <= maxAgeMs);
	if (hit) return { verdict: "hit", record: hit };
	return { verdict: "miss", cause: causeOf({ inputs, candidates, ...(last ? { last } : {}) }, usable, kept, now) };
}

function causeOf(
	{ inputs, candidates, last }: Pick<TaskQuestion, "inputs" | "candidates" | "last">,
	usable: readonly Exclude<Candidate, { damaged: string }>[],
	kept: readonly LayerRecord[],
	now: number,
): Cause {
	const [newest] = kept;
	if (newest) {
		if (newest.made > now + CLOCK_MS) return { kind: "from-the-future" };
		return { kind: "expired", hours: Math.round((now - newest.made) / 3_600_000) };
	}
	const damaged = candidates.find((candidate) => "damaged" in candidate);
	if (damaged && usable.length === 0) return { kind: "damaged", why: damaged.damaged };
	const [seen] = [...usable].sort((one, other) => other.record.made - one.record.made);
	const difference = seen
		? firstDifference(seen.record.observed, seen.now)
		: last && firstDifference(last.inputs, inputs);
	if (difference) return { kind: "changed", difference };
	return last?.unkept === undefined ? { kind: "first-time" } : { kind: "not-kept", why: last.unkept };
}

/** What was seen of a task while it ran. */
export interface Seen {
	/** What it read, by name; the values were taken after its end. */
	readonly observed: readonly Input[];
	/** What it changed outside the tree, a sentence each. */
	readonly outside: readonly string[];
	/** Why what it read is not known, a sentence each: events lost, an input that changed meanwhile, a mount that cannot be watched. */
	readonly unknown: readonly string[];
	/** Processes that it left behind. */
	readonly survivors: readonly string[];
	/** What it read of the image, for one inside; absent where that cannot be seen. */
	readonly image?: ImageReads;
}

/** What to do with what a task left, after it ran. */
export type Outcome =
	/** Its layer is kept under the key of its inputs. */
	| { readonly keep: "inputs" }
	/** Its layer is kept under the key of its content, and a note that it is to be run again. */
	| { readonly keep: "content"; readonly reasons: readonly string[] }
	/** No layer; later ones stand on the key of its content. */
	| { readonly keep: "nothing"; readonly reason: string }
	/** No layer, and none after it: what lies below may still change. */
	| { readonly keep: "nothing more"; readonly reason: string };

/** Decides after a task ran. `failed`: its failure was passed over, or it was skipped. */
export function judgeAfter({ outside, unknown, survivors }: Seen, failed: boolean): Outcome {
	if (survivors.length > 0) {
		return { keep: "nothing more", reason: `it has left processes behind: ${survivors.join(", ")}` };
	}
	if (failed) return { keep: "nothing", reason: "it has failed" };
	const [reason] = unknown;
	if (reason !== undefined) return { keep: "nothing", reason };
	return outside.length > 0 ? { keep: "content", reasons: outside } : { keep: "inputs" };
}

/** A cause in a sentence's end: `new`, `content of lib/x: 1f0c… → 77ab…`. */
export function causeText(cause: Cause): string {
	switch (cause.kind) {
		case "first-time":
			return "no layer of it is kept";
		case "changed":
			return cause.difference.name === BELOW ? "what lies below it has changed" : differenceText(cause.difference);
		case "expired":
			return `its layer is ${cause.hours} hours old`;
		case "not-kept":
			return `what it did last time was not kept: ${cause.why}`;
		case "from-the-future":
			return "its layer was made later than now: the clock was set back";
		case "damaged":
			return `its layer cannot be used: ${cause.why}`;
	}
}
