import type { BuildState, StageState, TaskState } from "./build-state.js";

/** What a build with layers came to, as far as it has got. */
export interface Taken {
	/** Hooks whose layers were taken. */
	readonly cached: number;
	/** Hooks that ran although layers are used. */
	readonly ran: number;
}

/** Counts hooks; both are 0 in a build without layers. */
export function takenFromLayers(tasks: readonly Pick<TaskState, "status" | "cause">[]): Taken {
	return {
		cached: tasks.filter(({ status }) => status === "cached").length,
		ran: tasks.filter(({ cause, status }) => cause !== undefined && status !== "waiting").length,
	};
}

/** `12 hooks taken from layers, 3 ran`; undefined in a build without layers. */
export function takenText(tasks: readonly Pick<TaskState, "status" | "cause">[]): string | undefined {
	const { cached, ran } = takenFromLayers(tasks);
	if (cached + ran === 0) return undefined;
	return `${cached} ${cached === 1 ? "hook" : "hooks"} taken from layers, ${ran} ran`;
}

/**
 * Whether layers took the place of all hooks of a stage, of some, or of none: `all` is a stage in which nothing but snippets and
 * the like ran.
 */
export function takenInStage(
	{ tasks: ids }: StageState,
	{ tasks }: Pick<BuildState, "tasks">,
): Taken & { all: boolean } {
	const taken = takenFromLayers(ids.flatMap((id) => tasks[id] ?? []));
	const waits = ids.some((id) => tasks[id]?.status === "waiting" || tasks[id]?.status === "running");
	return { ...taken, all: taken.cached > 0 && taken.ran === 0 && !waits };
}
