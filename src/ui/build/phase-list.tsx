import { Text } from "ink";
import { memo } from "react";
import type { BuildState, Progress, StageState, TaskState } from "../../core/run/build-state.js";
import type { TaskId } from "../../core/run/events.js";
import { takenInStage } from "../../core/run/taken-from-layers.js";
import { clockDuration, shortDuration } from "../../core/text/short-quantities.js";
import { noteColour } from "../kit/components/choice-row.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { Row } from "../kit/components/row.js";
import { VirtualList } from "../kit/components/virtual-list.js";
import { GLYPHS, SPINNER, STATUS_GLYPHS } from "../kit/look/glyphs.js";
import { type Theme, useTheme } from "../kit/look/theme.js";
import { cut, pad, width } from "../kit/text/text.js";
import type { Logs } from "./log/logs.js";
import { type PhaseRow, stageName } from "./phase-rows.js";

export interface PhaseListProps {
	readonly columns: number;
	readonly rows: number;
	readonly build: BuildState;
	readonly list: readonly PhaseRow[];
	/** Key of the highlighted row. */
	readonly highlighted: string | undefined;
	readonly focused: boolean;
	/** Whole milliseconds since the build started. */
	readonly elapsed: number;
	/** Mean of earlier runs in milliseconds, by stage and by task. */
	readonly means: {
		readonly stages: Readonly<Record<string, number>>;
		readonly tasks: Readonly<Record<string, number>>;
	};
	/** Of which the lines that complain are counted. */
	readonly logs: Pick<Logs, "errors" | "complaints">;
	/** Step of the spinner. */
	readonly tick: number;
}

/** Every phase with its state and time; waiting ones with the mean of earlier runs. Below them the elements. */
export const PhaseList = memo(function PhaseList(props: PhaseListProps) {
	const { columns, rows, build, list, highlighted, focused } = props;
	const theme = useTheme();
	const inner = innerColumns(columns);
	const done = build.stages.filter(({ status }) => status !== "waiting" && status !== "running").length;
	const showsMeans =
		inner >= 34 && build.stages.some(({ stage, status }) => status === "waiting" && props.means.stages[stage]);
	const meanings = showsMeans ? `${GLYPHS.mean} mean · ` : "";
	const spare = innerRows(rows) - list.length;
	const chain = spare >= ELEMENT_ROWS + 1 && build.elements.length > 0;
	return (
		<Panel
			columns={columns}
			rows={rows}
			title="Phases"
			note={build.stages.length > 0 ? `${meanings}${done}/${build.stages.length}` : ""}
			focused={focused}
		>
			<VirtualList
				count={list.length}
				rows={innerRows(rows) - (chain ? ELEMENT_ROWS : 0)}
				highlighted={list.findIndex(({ key }) => key === highlighted)}
				renderRow={(index) => <PhaseLine {...props} columns={inner} row={list[index] as PhaseRow} />}
			/>
			{chain ? (
				<>
					<Text color={theme.dim}>Elements</Text>
					<Text color={theme.text}>{cut(build.elements.join(` ${GLYPHS.crumb} `), inner)}</Text>
				</>
			) : null}
		</Panel>
	);
});

const ELEMENT_ROWS = 2;

function PhaseLine({
	row,
	build,
	columns,
	highlighted,
	elapsed,
	means,
	logs,
	tick,
}: PhaseListProps & { readonly row: PhaseRow }) {
	const theme = useTheme();
	const status = shownStatus("stage" in row ? row.stage : row.task, build);
	const lead = row.key === highlighted ? GLYPHS.pointer : " ";
	const indent = "stage" in row ? "" : "  ";
	const name = "stage" in row ? stageName(row.stage.stage) : row.task.title;
	const full = timeOf(row, build, elapsed, means);
	// How much was cached gives way to a name that would not be read otherwise.
	const time = columns - 5 - width(name) - width(full) < 0 ? full.replace(COUNT, "") : full;
	const mark = complaintMark("stage" in row ? row.stage.tasks : [row.task.id], logs, theme);
	const room = columns - 2 - indent.length - 2 - width(time) - 1 - (mark ? 2 : 0);
	const cause = "task" in row && row.task.cause ? causeBeside(row.task.cause, room - width(name) - 2) : "";
	return (
		<Row highlighted={row.key === highlighted} dim={status === "waiting"}>
			{`${lead} ${indent}`}
			<Text color={statusColour(status, theme)}>{statusGlyph(status, tick, build.status === "paused")}</Text>
			{` ${pad(name, Math.max(1, room - width(cause)))}`}
			<Text bold={false} color={noteColour(theme, row.key === highlighted)}>
				{cause}
			</Text>{" "}
			{mark ? <Text color={mark.colour}>{`${mark.glyph} `}</Text> : null}
			<Text bold={false} color={noteColour(theme, row.key === highlighted)}>
				{time}
			</Text>
		</Row>
	);
}

/** The sign of a phase or task in whose log something complains. */
export function complaintMark(tasks: readonly TaskId[], logs: PhaseListProps["logs"], theme: Theme) {
	if (tasks.some((task) => logs.errors(task).length > 0)) return { glyph: GLYPHS.failed, colour: theme.error };
	if (tasks.some((task) => logs.complaints(task).length > 0)) return { glyph: GLYPHS.warning, colour: theme.warn };
	return undefined;
}

/** The sign of a state: what runs turns, unless the build is held. */
export function statusGlyph(status: Progress, tick: number, held: boolean): string {
	if (status !== "running") return STATUS_GLYPHS[status];
	return held ? GLYPHS.warning : (SPINNER[tick % SPINNER.length] as string);
}

/** The colour of a state. */
export function statusColour(status: Progress, theme: Theme): string | undefined {
	switch (status) {
		case "ok":
		case "cached":
			return theme.ok;
		case "failed":
			return theme.error;
		case "running":
		case "cancelled":
			return theme.warn;
		case "waiting":
		case "skipped":
			return theme.dim;
	}
}

/** Less of a cause tells nothing. */
const LEAST_OF_CAUSE = 12;

/** Why a task runs, cut to what is left of its row; in full it stands above its log. */
function causeBeside(cause: string, room: number): string {
	return room < LEAST_OF_CAUSE ? "" : `  ${cut(cause, room)}`;
}

/** A stage of which layers took the place of all hooks is no different from one of its tasks. */
export function shownStatus(part: StageState | TaskState, build: BuildState): Progress {
	return "tasks" in part && part.status === "ok" && takenInStage(part, build).all ? "cached" : part.status;
}

/** What is told of a stage with cached hooks besides its time. */
const COUNT = /^\d+\/\d+ cached /;

/** `48s` of what runs or ran, `⌀ 21s` of what will, `skipped`, `cached`; `3/5 cached` of a stage with such tasks. */
function timeOf(row: PhaseRow, build: BuildState, elapsed: number, means: PhaseListProps["means"]): string {
	const { status, ms, startedAt } = "stage" in row ? row.stage : row.task;
	if ("task" in row && status === "cached") return "cached";
	if ("stage" in row && status === "ok") {
		const { cached, ran, all } = takenInStage(row.stage, build);
		if (all) return "cached";
		if (cached > 0) return `${cached}/${cached + ran} cached ${shortDuration(ms ?? 0)}`;
	}
	const mean = "stage" in row ? means.stages[row.stage.stage] : means.tasks[row.task.id];
	if (status === "waiting") return mean === undefined ? "" : `${GLYPHS.mean} ${shortDuration(mean)}`;
	if (status === "running") return clockDuration(elapsed - (startedAt ?? elapsed));
	const time = ms === undefined ? "" : shortDuration(ms);
	return status === "ok" || status === "failed" ? time : `${status} ${time}`.trimEnd();
}
