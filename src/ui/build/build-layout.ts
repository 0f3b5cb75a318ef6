import type { Size } from "../kit/components/screen-frame.js";

/** The panes of a build that can be focused. */
export type BuildPane = "phases" | "problem" | "log";

/** Sizes of the panes; one that is absent has no room. */
export interface BuildLayout extends Size {
	/** Whether there is a row for the line of time. */
	readonly strip: boolean;
	readonly phases?: Size;
	readonly problem?: Size;
	readonly log?: Size;
	/** The pane one further on, round and round. */
	after(pane: BuildPane, by: 1 | -1): BuildPane;
}

export interface BuildLayoutOptions {
	readonly focus: BuildPane;
	/** The focused pane takes everything. */
	readonly zoomed: boolean;
	/** Rows in which a problem would be told in a pane so wide; absent when there is none. */
	readonly problemRows: ((columns: number) => number) | undefined;
}

const STATUS_ROWS = 1;
/** A lower screen has no row to spare. */
const STRIP_FROM_ROWS = 20;
/** Below this a log shows too little to be worth its frame. */
const LEAST_LOG_ROWS = 7;

/** Divides the room of the build screen: phases at the left, at the right the problem above the log. */
export function buildLayout(room: Size, { focus, zoomed, problemRows }: BuildLayoutOptions): BuildLayout {
	const { columns } = room;
	const strip = room.rows >= STRIP_FROM_ROWS;
	const rows = room.rows - STATUS_ROWS - (strip ? 1 : 0);
	const panes: readonly BuildPane[] = problemRows ? ["phases", "problem", "log"] : ["phases", "log"];
	const after = (pane: BuildPane, by: 1 | -1) =>
		panes[(panes.indexOf(pane) + by + panes.length) % panes.length] as BuildPane;
	const whole = { columns, rows };
	if (zoomed) return { columns, rows, strip, after, [focus]: whole };
	const left = Math.max(24, Math.min(42, Math.round(columns * 0.3)));
	const right = columns - left;
	const phases = { columns: left, rows };
	if (!problemRows) return { columns, rows, strip, after, phases, log: { columns: right, rows } };
	const wanted = Math.min(problemRows(right), Math.ceil(rows * 0.6));
	if (rows - wanted >= LEAST_LOG_ROWS) {
		const problem = { columns: right, rows: wanted };
		return { columns, rows, strip, after, phases, problem, log: { columns: right, rows: rows - wanted } };
	}
	// Too low for both: what is focused is seen, and the problem while the phases are.
	const seen = focus === "log" ? "log" : "problem";
	return { columns, rows, strip, after, phases, [seen]: { columns: right, rows } };
}
