import { allDifferences, type Difference, differenceText, type Input } from "./input.js";
import { BELOW } from "./key.js";
import type { TaskRecord } from "./task-record.js";

/** Why one hook of a build ran, or that it did not. */
export interface Reason {
	readonly task: string;
	readonly outcome: "ran" | "cached";
	/** In words; empty for one that was taken from its layer. */
	readonly why: string;
	/** All that differs from the build it is compared with, what explains most first. Absent where that one knows nothing of it. */
	readonly differences?: readonly Difference[];
}

/** What a build says of its hooks, in the order in which they came. */
export interface WhyRun {
	/** Ids in order, with how each ended. */
	readonly tasks: readonly { readonly id: string; readonly outcome: "ran" | "cached"; readonly cause?: string }[];
	/** What they could have read; empty for a build that left no records. */
	readonly records: readonly TaskRecord[];
}

/**
 * Explains the hooks of a build. Without `against` in the words that the build itself had; the other build's records tell all
 * that differs. A hook above one that ran is told by that one.
 */
export function whyTasksRan({ tasks, records }: WhyRun, against?: readonly TaskRecord[]): Reason[] {
	const own = byTask(records);
	const others = byTask(against ?? []);
	let ranBefore: string | undefined;
	return tasks.map(({ id, outcome, cause = "" }) => {
		const [now, before] = [own.get(id), others.get(id)];
		const differences = now && before ? differencesOf(before, now) : undefined;
		const below = ranBefore;
		// All that stand upon one another lead back to the one that began.
		if (outcome === "ran" && cause !== BELOW_CHANGED) ranBefore = id;
		if (outcome === "cached") return { task: id, outcome, why: "", ...(differences ? { differences } : {}) };
		const why = against ? whyAgainst(before, differences, cause, below) : withTaskBelow(cause, below);
		return { task: id, outcome, why, ...(differences ? { differences } : {}) };
	});
}

function whyAgainst(
	before: TaskRecord | undefined,
	differences: readonly Difference[] | undefined,
	cause: string,
	below: string | undefined,
): string {
	if (!before) return "that build knows nothing of it";
	const [first] = differences ?? [];
	if (!first) return `nothing that is known of it differs: ${cause}`;
	return first.name === BELOW ? withTaskBelow(BELOW_CHANGED, below) : differenceText(first);
}

const BELOW_CHANGED = "what lies below it has changed";

const withTaskBelow = (cause: string, below: string | undefined) =>
	cause === BELOW_CHANGED && below !== undefined ? `runs after ${below}, which ran` : cause;

const byTask = (records: readonly TaskRecord[]) => new Map(records.map((record) => [record.task, record]));

/** What a hook could have read, and was read otherwise or not at all by the other build. */
function differencesOf(before: TaskRecord, now: TaskRecord): Difference[] {
	const known = [...now.inputs.filter(({ name }) => name !== BELOW), ...now.observed, ...now.inputs.filter(isBelow)];
	return allDifferences([...before.inputs, ...before.observed], known);
}

const isBelow = ({ name }: Input) => name === BELOW;
