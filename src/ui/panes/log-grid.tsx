import { Box, Text } from "ink";
import type { BuildState, StageState } from "../../core/build-state.js";
import { clockDuration, shortDuration } from "../../core/human.js";
import { innerColumns, innerRows, Panel } from "../components/panel.js";
import { GLYPHS } from "../glyphs.js";
import { lastTop, logRows } from "../log/log-rows.js";
import { logSource } from "../log/log-source.js";
import { stageSegments } from "../log/stage-segments.js";
import { stageName } from "../phase-rows.js";
import type { Logs } from "../stores/logs.js";
import { cut } from "../text.js";
import { useTheme } from "../theme.js";
import { statusGlyph } from "./phase-list.js";

/** Smallest size of a tile that still tells something. */
const TILE = { columns: 40, rows: 10 };
const MOST = 4;

/** How many tiles stand side by side and one above the other. */
export function gridShape(columns: number, rows: number): { readonly across: number; readonly down: number } {
	const tiles = (room: number, least: number) => Math.max(1, Math.min(MOST, Math.floor(room / least)));
	return { across: tiles(columns, TILE.columns), down: tiles(rows, TILE.rows) };
}

export interface LogGridProps {
	readonly columns: number;
	readonly rows: number;
	readonly build: BuildState;
	readonly logs: Logs;
	/** The phase that is highlighted; its tile is always in sight. */
	readonly highlighted: string | undefined;
	readonly filtered: boolean;
	readonly elapsed: number;
	/** Mean of earlier runs in milliseconds, by stage. */
	readonly means: Readonly<Record<string, number>>;
	readonly tick: number;
}

/** Several phases at once, each with the end of its log. */
export function LogGrid({ columns, rows, build, logs, highlighted, filtered, elapsed, means, tick }: LogGridProps) {
	const { across, down } = gridShape(columns, rows);
	const at = Math.max(
		0,
		build.stages.findIndex(({ stage }) => stage === highlighted),
	);
	const page = across * down;
	const shown = build.stages.slice(Math.floor(at / page) * page).slice(0, page);
	const lines = Array.from({ length: Math.ceil(shown.length / across) }, (_, line) =>
		shown.slice(line * across, (line + 1) * across),
	);
	const width = Math.floor(columns / across);
	const height = Math.floor(rows / down);
	return (
		<Box flexDirection="column" width={columns} height={rows} flexShrink={0}>
			{lines.map((stages) => (
				<Box key={stages[0]?.stage} width={columns} height={height} flexShrink={0}>
					{stages.map((stage) => (
						<Tile
							key={stage.stage}
							columns={width}
							rows={height}
							stage={stage}
							note={noteOf(
								stage,
								elapsed,
								means[stage.stage],
								statusGlyph(stage.status, tick, build.status === "paused"),
							)}
							focused={stage.stage === highlighted}
							source={logSource(stageSegments(build, stage.stage, logs, filtered), logs)}
						/>
					))}
				</Box>
			))}
		</Box>
	);
}

interface TileProps {
	readonly columns: number;
	readonly rows: number;
	readonly stage: StageState;
	readonly note: string;
	readonly focused: boolean;
	readonly source: ReturnType<typeof logSource>;
}

function Tile({ columns, rows, stage, note, focused, source }: TileProps) {
	const theme = useTheme();
	const layout = { columns: innerColumns(columns), rows: innerRows(rows), wrapped: false };
	const colours = { error: theme.error, warning: theme.warn, trace: theme.dim, heading: theme.accent };
	return (
		<Panel columns={columns} rows={rows} title={stageName(stage.stage)} note={note} focused={focused}>
			{logRows(source, lastTop(source, layout), layout).map(({ key, kind, text }) => (
				<Text key={key} color={colours[kind as keyof typeof colours] ?? theme.text}>
					{text || " "}
				</Text>
			))}
			{source.count === 0 ? <Text color={theme.dim}>{cut(emptyWord(stage), layout.columns)}</Text> : null}
		</Panel>
	);
}

function emptyWord({ status }: StageState): string {
	return status === "waiting" ? "waiting" : "no output";
}

/** `⠙ 24s`, `✔ 1m12s`, `⌀ 21s`. */
function noteOf(
	{ status, ms, startedAt }: StageState,
	elapsed: number,
	mean: number | undefined,
	glyph: string,
): string {
	if (status === "waiting") return mean === undefined ? glyph : `${GLYPHS.mean} ${shortDuration(mean)}`;
	const time = status === "running" ? clockDuration(elapsed - (startedAt ?? elapsed)) : shortDuration(ms ?? 0);
	return `${glyph} ${time}`;
}
