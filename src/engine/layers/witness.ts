import type { Input } from "../../core/layers/input.js";
import type { Seen } from "../../core/layers/judge.js";
import type { TaskRecord } from "../../core/layers/task-record.js";

/** Hears of every hook of a build with layers: what is told to people afterwards, and what the whole build has read. */
export interface Witness {
	/** What is known of a hook that has ended, or whose layer was taken. */
	record(record: TaskRecord): void;
	/** What a hook, or the snippets of a phase, have read of the host; layers of which, made then, were taken. */
	saw(seen: Sight): void;
}

/** What counts for the whole build (docs/caching.md, "When nothing has changed"). */
export interface Sight {
	/** Such as `install/50-x`. */
	readonly task: string;
	readonly observed: readonly Input[];
	/** Why that is not all it has read, a sentence each. */
	readonly unknown: readonly string[];
	/** When it did what the image has of it, in milliseconds since 1970. */
	readonly made: number;
}

/** What was seen of a step that ran; `smooth`: it ended by itself, in its first try. */
export function sightOf(
	task: string,
	made: number,
	seen: Seen | undefined,
	smooth: boolean,
	more: readonly string[] = [],
): Sight {
	const unknown = [
		...(seen?.unknown ?? []),
		...(seen?.survivors.map((process) => `it has left ${process} running`) ?? []),
		...(smooth ? [] : ["it has failed, or was tried again"]),
		...more,
	];
	return { task, observed: seen?.observed ?? [], unknown, made };
}
