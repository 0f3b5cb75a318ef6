import type { Stage } from "../../../src/core/hooks/phases.js";
import type { Decision, EventBody, PlannedTask } from "../../../src/core/run/events.js";

/** What a task does next: prints bytes, lets time pass, or has the engine tell something. */
export type Doing = string | { readonly wait: number } | { readonly tell: EventBody };

/** One task of a build that is only played. */
export interface PlayedTask {
	/** `STAGE/NAME`. */
	readonly id: `${Stage}/${string}`;
	readonly element?: string;
	readonly doings: () => Iterable<Doing>;
	/** Decisions after tries that fail, one each; the try after the last `retry` succeeds. */
	readonly failures?: readonly Decision[];
}

/** A build that looks like a real one to every reader of its run folder. */
export interface Shape {
	readonly name: string;
	readonly image: string;
	readonly elements: readonly string[];
	/** In the order they run. */
	readonly tasks: readonly PlayedTask[];
}

/** The tasks as the build announces them: hooks only, as the engine does. */
export function plannedTasks({ tasks }: Shape): PlannedTask[] {
	return tasks.flatMap(({ id, element }) => (element ? [{ id, ...placeOf(id), element }] : []));
}

/** Stage and title of a task. */
export function placeOf(id: PlayedTask["id"]): { readonly stage: Stage; readonly title: string } {
	const at = id.indexOf("/");
	return { stage: id.slice(0, at) as Stage, title: id.slice(at + 1) };
}
