import { Box, Text } from "ink";
import type { BuildState, StageState } from "../../core/run/build-state.js";
import { clockDuration, shortDuration } from "../../core/text/short-quantities.js";
import { Row } from "../kit/components/row.js";
import type { Size } from "../kit/components/screen-frame.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { useTheme } from "../kit/look/theme.js";
import { cut, pad, width } from "../kit/text/text.js";
import { logSource } from "./log/log-source.js";
import type { Logs } from "./log/logs.js";
import { stageSegments } from "./log/stage-segments.js";
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

/** The phases of a build by how they are shown at once. */
interface GridStages {
	/** With their logs: those that live, and the highlighted one. */
	readonly tiles: readonly StageState[];
	/** A line each. */
	readonly lines: readonly StageState[];
	/** Together on one line. */
	readonly waiting: readonly StageState[];
}

/** Divides the phases: what lives or is looked at has its log; with nothing of both, what ended last. */
export function gridStages({ stages }: BuildState, highlighted: string | undefined): GridStages {
	const waiting = stages.filter(({ status }) => status === "waiting");
	const begun = stages.filter(({ status }) => status !== "waiting");
	const seen = begun.filter(
		({ stage, status }) => status === "running" || status === "failed" || stage === highlighted,
	);
	const tiles = seen.length > 0 ? seen.slice(-MOST_TILES) : begun.slice(-1);
	return { tiles, lines: begun.filter((stage) => !tiles.includes(stage)), waiting };
}

const MOST_TILES = 3;
/** From this width on two logs stand side by side. */
const BESIDE_FROM = 140;
/** Rows of a tile that still tells something. */
const LEAST_TILE = 6;

interface GridRoom {
	/** Finished phases that have a line. */
	readonly lines: number;
	readonly tiles: Size;
	readonly beside: boolean;
	/** Of each tile, in the direction in which they are laid out; the sum is all of the room. */
	readonly sizes: readonly number[];
}

/** Divides the room: the logs get all that the lines leave, and never less than most of it. */
export function gridRoom({ columns, rows }: Size, tiles: number, lines: number, waits: boolean): GridRoom {
	const left = rows - (waits ? 1 : 0);
	const beside = columns >= BESIDE_FROM;
	const need = beside ? LEAST_TILE : LEAST_TILE * Math.max(1, tiles);
	const shown = Math.max(0, Math.min(lines, Math.max(Math.floor(left / 3), left - rows + 1), left - need));
	const height = left - shown;
	const whole = beside ? columns : height;
	const each = Math.floor(whole / Math.max(1, tiles));
	// What runs comes last and is the largest.
	const sizes = Array.from({ length: tiles }, (_, index) => (index === tiles - 1 ? whole - each * (tiles - 1) : each));
	return { lines: shown, tiles: { columns, rows: height }, beside, sizes };
}
