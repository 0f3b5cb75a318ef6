import { Box, Text } from "ink";
import type { BuildState, StageState } from "../../core/run/build-state.js";
import { clockDuration, shortDuration } from "../../core/text/short-quantities.js";
import { Row } from "../kit/components/row.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { useTheme } from "../kit/look/theme.js";
import { cut, pad, width } from "../kit/text/text.js";
import { logSource } from "./log/log-source.js";
import type { Logs } from "./log/logs.js";
import { stageSegments } from "./log/stage-segments.js";
import { gridRoom, gridStages } from "./log-grid-room.js";
import { LogTile } from "./log-tile.js";
import { complaintMark, shownStatus, statusColour, statusGlyph } from "./phase-list.js";
import { stageName } from "./phase-rows.js";

export interface LogGridProps {
	readonly columns: number;
	readonly rows: number;
	readonly build: BuildState;
	readonly logs: Logs;
	/** The phase that is highlighted; its log is always in sight. */
	readonly highlighted: string | undefined;
	readonly filtered: boolean;
	readonly elapsed: number;
	/** Mean of earlier runs in milliseconds, by stage. */
	readonly means: Readonly<Record<string, number>>;
	readonly tick: number;
}

/** All phases at once: what lives large with its log, what is done a line each, what waits on one line. */
export function LogGrid(props: LogGridProps) {
	const { columns, rows, build, logs, highlighted, filtered, tick } = props;
	const { tiles, lines, waiting } = gridStages(build, highlighted);
	const room = gridRoom({ columns, rows }, tiles.length, lines.length, waiting.length > 0);
	// The newest are the ones that matter; the highlighted one has a tile.
	const shown = lines.slice(lines.length - room.lines);
	return (
		<Box flexDirection="column" width={columns} height={rows} flexShrink={0}>
			{shown.map((stage) => (
				<DoneLine key={stage.stage} {...props} stage={stage} />
			))}
			<Box width={columns} height={room.tiles.rows} flexShrink={0} flexDirection={room.beside ? "row" : "column"}>
				{tiles.map((stage, index) => (
					<LogTile
						key={stage.stage}
						columns={room.beside ? (room.sizes[index] ?? 0) : columns}
						rows={room.beside ? room.tiles.rows : (room.sizes[index] ?? 0)}
						stage={stage}
						note={noteOf(stage, props, statusGlyph(shownStatus(stage, build), tick, build.status === "paused"))}
						focused={stage.stage === highlighted}
						source={logSource(stageSegments(build, stage.stage, logs, filtered), logs)}
					/>
				))}
			</Box>
			{waiting.length > 0 ? <WaitingLine {...props} waiting={waiting} /> : null}
		</Box>
	);
}

function DoneLine({ columns, logs, tick, build, stage, ...props }: LogGridProps & { readonly stage: StageState }) {
	const theme = useTheme();
	const mark = complaintMark(stage.tasks, logs, theme);
	const complaints = stage.tasks.reduce((sum, task) => sum + logs.complaints(task).length, 0);
	const status = shownStatus(stage, build);
	const time = status === "cached" ? "cached" : timeOf(stage, props);
	const told = mark ? `${mark.glyph} ${complaints}  ` : "";
	return (
		<Row>
			<Text color={statusColour(status, theme)}>{`  ${statusGlyph(status, tick, build.status === "paused")}`}</Text>
			{` ${pad(stageName(stage.stage), Math.max(1, columns - 6 - width(told) - width(time)))} `}
			<Text color={mark?.colour ?? theme.dim}>{told}</Text>
			<Text color={theme.dim}>{time}</Text>
		</Row>
	);
}

function WaitingLine({
	columns,
	highlighted,
	means,
	waiting,
}: LogGridProps & { readonly waiting: readonly StageState[] }) {
	const theme = useTheme();
	const known = waiting.reduce((sum, { stage }) => sum + (means[stage] ?? 0), 0);
	const mean = known > 0 ? `  ${GLYPHS.mean} ${shortDuration(known)}` : "";
	const names = waiting.map(({ stage }) => `${stage === highlighted ? `${GLYPHS.pointer} ` : ""}${stageName(stage)}`);
	const text = `  ${GLYPHS.waiting} ${waiting.length} waiting: ${names.join(", ")}`;
	return <Text color={theme.dim}>{pad(cut(text, columns - width(mean) - 2), columns - width(mean) - 2) + mean}</Text>;
}

/** `⠙ 24s`, `✔ 1m12s`. */
const noteOf = (stage: StageState, props: Pick<LogGridProps, "elapsed">, glyph: string): string =>
	`${glyph} ${timeOf(stage, props)}`;

function timeOf({ status, ms, startedAt }: StageState, { elapsed }: Pick<LogGridProps, "elapsed">): string {
	return status === "running" ? clockDuration(elapsed - (startedAt ?? elapsed)) : shortDuration(ms ?? 0);
}
