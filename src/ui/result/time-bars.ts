import { STAGES } from "../../core/hooks/phases.js";
import type { RunSummary } from "../../core/run/run-summary.js";

/** The time of one stage beside that of the run before. */
export interface TimeRow {
	readonly stage: string;
	readonly ms: number;
	/** Absent when there is no run before, or it had no such stage. */
	readonly before?: number;
}

/** Stages shorter than this in both runs are not worth a row. */
const WORTH_A_ROW_MS = 50;

/** Every stage that took its time, in the order a build passes through them. */
export function timeRows(now: RunSummary, before: RunSummary | undefined): readonly TimeRow[] {
	return STAGES.flatMap((stage) => {
		const ms = now.stages[stage] ?? 0;
		const earlier = before?.stages[stage];
		if (Math.max(ms, earlier ?? 0) < WORTH_A_ROW_MS) return [];
		return [{ stage, ms, ...(earlier === undefined ? {} : { before: earlier }) }];
	});
}

/** A bar in three parts, in cells: what both runs took, what this one took longer, what it took less. */
export interface BarParts {
	readonly same: number;
	readonly longer: number;
	readonly less: number;
}

/** The parts of a bar `columns` wide on a scale whose end is `longest` milliseconds. */
export function barParts({ ms, before = ms }: TimeRow, longest: number, columns: number): BarParts {
	const cells = (value: number) => (longest > 0 ? Math.round((value / longest) * columns) : 0);
	const same = cells(Math.min(ms, before));
	return { same, longer: Math.max(0, cells(ms) - same), less: Math.max(0, cells(before) - same) };
}

/** `+3s`, `-1m02s`; empty when a user would not feel it. */
export function timeChange({ ms, before }: TimeRow, format: (ms: number) => string): string {
	if (before === undefined || Math.abs(ms - before) < 100 || format(ms) === format(before)) return "";
	return `${ms > before ? "+" : "-"}${format(Math.abs(ms - before))}`;
}
