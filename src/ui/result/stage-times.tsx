import { Text } from "ink";
import { STAGES } from "../../core/hooks/phases.js";
import type { RunSummary } from "../../core/run/run-summary.js";
import { shortDuration } from "../../core/text/short-quantities.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { useTheme } from "../kit/look/theme.js";
import { pad } from "../kit/text/text.js";

export interface StageTimesProps {
	readonly columns: number;
	readonly rows: number;
	readonly focused: boolean;
	readonly summary: RunSummary;
	readonly before?: RunSummary;
}

/** Where the time of a run went, as bars, against the run before. */
export function StageTimes({ columns, rows, focused, summary, before }: StageTimesProps) {
	const inner = innerColumns(columns);
	const all: readonly TimeRow[] = [
		...timeRows(summary, before),
		{ stage: "all", ms: summary.ms, ...(before ? { before: before.ms } : {}) },
	];
	const longest = Math.max(...all.slice(0, -1).flatMap(({ ms, before: earlier = 0 }) => [ms, earlier]), 1);
	const shown = fitting(all, innerRows(rows));
	return (
		<Panel
			columns={columns}
			rows={rows}
			title="Time"
			note={before ? "against the run before" : "no run before to compare with"}
			focused={focused}
		>
			{shown.map((row) => (
				<TimeLine key={row.stage} row={row} longest={row.stage === "all" ? 0 : longest} columns={inner} />
			))}
		</Panel>
	);
}

function TimeLine({
	row,
	longest,
	columns,
}: {
	readonly row: TimeRow;
	readonly longest: number;
	readonly columns: number;
}) {
	const theme = useTheme();
	const bar = Math.max(0, columns - 14 - 8 - 9 - 1);
	const { same, longer, less } = timeBarParts(row, longest, bar);
	const change = timeChange(row, shortDuration);
	return (
		<Text wrap="truncate">
			<Text color={theme.text}>{pad(row.stage, 14)}</Text>
			<Text color={theme.focus}>{GLYPHS.bar.repeat(same)}</Text>
			<Text color={theme.warn}>{GLYPHS.barLonger.repeat(longer)}</Text>
			<Text color={theme.dim}>{GLYPHS.barRest.repeat(less)}</Text>
			{" ".repeat(Math.max(0, bar - same - longer - less))}
			<Text color={theme.strong}>{pad(shortDuration(row.ms), 8, "right")}</Text>
			<Text color={change.startsWith("+") ? theme.warn : theme.ok}>{pad(change, 9, "right")}</Text>
		</Text>
	);
}

/** As many rows as fit: the longest stages, in their order, and the whole. */
function fitting(all: readonly TimeRow[], rows: number): readonly TimeRow[] {
	const kept = new Set([...all].sort((a, b) => b.ms - a.ms).slice(0, Math.max(1, rows)));
	return all.filter((row) => kept.has(row));
}

/** The time of one stage beside that of the run before. */
interface TimeRow {
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
interface BarParts {
	readonly same: number;
	readonly longer: number;
	readonly less: number;
}

/** The parts of a bar `columns` wide on a scale whose end is `longest` milliseconds. */
export function timeBarParts({ ms, before = ms }: TimeRow, longest: number, columns: number): BarParts {
	const cells = (value: number) => (longest > 0 ? Math.round((value / longest) * columns) : 0);
	const same = cells(Math.min(ms, before));
	return { same, longer: Math.max(0, cells(ms) - same), less: Math.max(0, cells(before) - same) };
}

/** `+3s`, `-1m02s`; empty when a user would not feel it. */
export function timeChange({ ms, before }: TimeRow, format: (ms: number) => string): string {
	if (before === undefined || Math.abs(ms - before) < 100 || format(ms) === format(before)) return "";
	return `${ms > before ? "+" : "-"}${format(Math.abs(ms - before))}`;
}
