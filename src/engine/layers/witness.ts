import type { Input } from "../../core/layers/input.js";
import type { Seen } from "../../core/layers/judge.js";
import type { TaskRecord } from "../../core/layers/task-record.js";
import type { OutsideView } from "../../layers/observe/before.js";
import type { BuildContext } from "../build-context.js";

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

/** A step that ran and was watched; `smooth`: it ended by itself, in its first try. */
export interface WatchedStep {
	readonly task: string;
	readonly made: number;
	readonly seen: Seen | undefined;
	readonly smooth: boolean;
	/** What else is not known of it. */
	readonly more?: readonly string[];
}

/** What was seen of a step that ran. */
export function sightOf({ task, made, seen, smooth, more = [] }: WatchedStep): Sight {
	const unknown = [
		...(seen?.unknown ?? []),
		...(seen?.survivors.map((process) => `it has left ${process} running`) ?? []),
		...(smooth ? [] : ["it has failed, or was tried again"]),
		...more,
	];
	return { task, observed: seen?.observed ?? [], unknown, made };
}

/** What the snippets of a phase outside the image are given. */
export const snippetsView = ({ environment, plan }: Pick<BuildContext, "environment" | "plan">): OutsideView => ({
	environment,
	directory: plan.settings.directory,
});
