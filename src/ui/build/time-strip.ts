import type { BuildState, TaskState } from "../../core/run/build-state.js";
import type { Durations } from "../../core/run/durations.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import type { Theme } from "../kit/look/theme.js";

/** Neighbouring cells of one colour. */
export interface StripPart {
	readonly text: string;
	readonly colour: Extract<keyof Theme, "ok" | "warn" | "error" | "accent" | "border" | "dim">;
}

/** How high a task stands: as long as it took earlier, or clearly shorter or longer. */
const HEIGHT = { shorter: "▂", same: "▄", longer: "█" } as const;
const CLEARLY = 1.25;
/** A difference that nobody would notice is none, whatever its share. */
const NOTICED_MS = 1000;

/**
 * All tasks of a build as one line of time: each as wide as it took, will take by earlier runs, or, where nothing is
 * known, as the mean of the others. A failed one is always seen, however short it was.
 *
 * @param at milliseconds since the build started
 */
export function timeStrip(build: BuildState, past: Durations, at: number, columns: number): StripPart[] {
	const tasks = build.stages.flatMap(({ tasks: ids }) => ids.flatMap((id) => build.tasks[id] ?? []));
	const spans = spansOf(tasks, past, at);
	const whole = spans.reduce((sum, ms) => sum + ms, 0);
	if (whole === 0 || columns <= 0) return [];
	const cells: StripPart[] = [];
	let index = 0;
	let end = spans[0] ?? 0;
	for (let cell = 0; cell < columns; cell += 1) {
		const moment = ((cell + 0.5) / columns) * whole;
		while (moment > end && index < tasks.length - 1) {
			index += 1;
			end += spans[index] ?? 0;
		}
		const task = tasks[index] as TaskState;
		cells.push(cellOf(task, past, at, moment - (end - (spans[index] ?? 0))));
	}
	let begin = 0;
	tasks.forEach((task, place) => {
		const cell = Math.min(columns - 1, Math.floor((begin / whole) * columns));
		if (task.status === "failed") cells[cell] = { text: GLYPHS.failed, colour: "error" };
		begin += spans[place] ?? 0;
	});
	return joined(cells);
}

function spansOf(tasks: readonly TaskState[], past: Durations, at: number): number[] {
	const known = tasks.map(({ id, status, ms, startedAt }) => {
		if (ms !== undefined) return ms;
		const mean = past.tasks[id];
		return status === "running" ? Math.max(mean ?? 0, at - (startedAt ?? at)) : mean;
	});
	const told = known.filter((ms): ms is number => ms !== undefined);
	const mean = told.length === 0 ? 1 : Math.max(1, told.reduce((sum, ms) => sum + ms, 0) / told.length);
	return known.map((ms) => ms ?? mean);
}

/** @param within milliseconds since the task's beginning */
function cellOf({ id, status, ms, startedAt }: TaskState, past: Durations, at: number, within: number): StripPart {
	switch (status) {
		case "waiting":
			return { text: GLYPHS.barRest, colour: "border" };
		case "running":
			return within <= at - (startedAt ?? at)
				? { text: HEIGHT.same, colour: "accent" }
				: { text: GLYPHS.barRest, colour: "accent" };
		case "failed":
			return { text: HEIGHT.longer, colour: "error" };
		case "skipped":
		case "cached":
			return { text: HEIGHT.shorter, colour: "dim" };
		case "cancelled":
			return { text: HEIGHT.same, colour: "warn" };
		case "ok":
			return { text: heightOf(ms ?? 0, past.tasks[id]), colour: "ok" };
	}
}

function heightOf(ms: number, mean: number | undefined): string {
	if (mean === undefined || Math.abs(ms - mean) < NOTICED_MS) return HEIGHT.same;
	return ms > mean * CLEARLY ? HEIGHT.longer : ms < mean / CLEARLY ? HEIGHT.shorter : HEIGHT.same;
}

function joined(cells: readonly StripPart[]): StripPart[] {
	const parts: { text: string; colour: StripPart["colour"] }[] = [];
	for (const { text, colour } of cells) {
		const last = parts.at(-1);
		if (last?.colour === colour) last.text += text;
		else parts.push({ text, colour });
	}
	return parts;
}
