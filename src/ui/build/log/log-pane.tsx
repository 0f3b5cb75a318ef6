import { Box, Text } from "ink";
import { progressNumbers } from "../../../core/progress/progress-words.js";
import type { TaskProgress } from "../../../core/run/build-state.js";
import { groupDigits } from "../../../core/text/short-quantities.js";
import { useKeyName } from "../../keys/use-keys.js";
import { innerColumns, innerRows, Panel } from "../../kit/components/panel.js";
import { ProgressBar } from "../../kit/components/progress-bar.js";
import { TextField } from "../../kit/components/text-field.js";
import { GLYPHS } from "../../kit/look/glyphs.js";
import { type Theme, useTheme } from "../../kit/look/theme.js";
import { cut, pad, width } from "../../kit/text/text.js";
import { packageNamed } from "../../wizard/elements/package-named.js";
import { type LogRow, lastTop, logRows } from "./log-rows.js";
import type { LogSource } from "./log-source.js";
import { type LogView, topOf } from "./log-view.js";

export interface LogPaneProps {
	readonly columns: number;
	readonly rows: number;
	readonly title: string;
	readonly source: LogSource;
	readonly view: LogView;
	readonly wrapped: boolean;
	/** Said instead of lines while there are none. */
	readonly empty: string;
	/** Only warnings and errors are shown. */
	readonly filtered: boolean;
	readonly focused: boolean;
	readonly progress?: TaskProgress | undefined;
	readonly search?: SearchLine | undefined;
}

/** What is searched: being typed, or found. */
export interface SearchLine {
	readonly query: string;
	readonly typing: boolean;
	/** Of how many hits which one is marked, such as `3 of 12`. */
	readonly found: string;
	readonly onSubmit: (query: string) => void;
	readonly onCancel: () => void;
}

/** Rows of the log itself in a pane of this size; the last row is given to a search or to progress. */
export const logRoom = (rows: number, footer: boolean): number => Math.max(1, innerRows(rows) - (footer ? 1 : 0));

/** Columns of the line numbers, a blank behind them: wide enough for the mark and the last number. */
const gutter = (source: LogSource): number => Math.max(5, String(source.count).length + 2);

/** Columns of the lines themselves in a pane of this size. */
export const logColumns = (columns: number, source: LogSource): number =>
	Math.max(8, innerColumns(columns) - gutter(source));

/** A log: the rows in sight and nothing else. */
export function LogPane(props: LogPaneProps) {
	const { columns, rows, title, source, view, wrapped, focused, filtered, progress, search } = props;
	const theme = useTheme();
	const keyOf = useKeyName();
	const inner = innerColumns(columns);
	const layout = { columns: logColumns(columns, source), rows: logRoom(rows, Boolean(progress ?? search)), wrapped };
	const extent = { count: source.count, lastTop: lastTop(source, layout) };
	const top = topOf(view, extent);
	const shown = logRows(source, top, layout);
	const place = view.following
		? `${groupDigits(source.lines)} ${source.lines === 1 ? "line" : "lines"} · following`
		: `line ${groupDigits(Math.min(source.count, (shown.at(-1)?.index ?? -1) + 1))}/${groupDigits(source.count)} · ${keyOf("follow")} to follow`;
	return (
		<Panel
			columns={columns}
			rows={rows}
			title={title}
			note={`${filtered ? "only warnings · " : ""}${place}`}
			focused={focused}
		>
			<Box height={layout.rows} flexShrink={0}>
				<Box flexDirection="column" width={inner - layout.columns} flexShrink={0}>
					{shown.map((row) => (
						<Gutter key={row.key} row={row} columns={inner - layout.columns} marked={row.index === view.mark} />
					))}
				</Box>
				<Box flexDirection="column" width={layout.columns} flexShrink={0}>
					{shown.map((row) => (
						<LogLine key={row.key} row={row} marked={row.index === view.mark} query={search?.query ?? ""} />
					))}
					{source.count === 0 ? <Text color={theme.dim}>{cut(props.empty, layout.columns)}</Text> : null}
				</Box>
			</Box>
			{search ? <SearchRow search={search} columns={inner} /> : null}
			{progress && !search ? <ProgressRow progress={progress} columns={inner} /> : null}
		</Panel>
	);
}

interface GutterProps {
	readonly row: LogRow;
	readonly columns: number;
	readonly marked: boolean;
}

/** The number of a line. A column of its own: one colour a text is what Ink measures fast. */
function Gutter({ row, columns, marked }: GutterProps) {
	const theme = useTheme();
	const sign = row.kind === "heading" ? GLYPHS.running : `${marked ? GLYPHS.pointer : ""}${row.number ?? ""}`;
	return (
		<Text color={marked || row.kind === "heading" ? theme.accent : theme.dim}>{sign.padStart(columns - 1) || " "}</Text>
	);
}

interface LogLineProps {
	readonly row: LogRow;
	readonly marked: boolean;
	readonly query: string;
}

function LogLine({ row, marked, query }: LogLineProps) {
	const theme = useTheme();
	return (
		<Text color={lineColour(row.kind, theme)} bold={marked}>
			{query === ""
				? (row.kind === "plain" ? packageNamed(row.text, theme) : row.text) || " "
				: highlighted(row.text || " ", query)}
		</Text>
	);
}

function lineColour(kind: LogRow["kind"], theme: Theme): string | undefined {
	switch (kind) {
		case "error":
			return theme.error;
		case "warning":
			return theme.warn;
		case "trace":
		case "missing":
			return theme.dim;
		case "heading":
			return theme.accent;
		case "plain":
			return theme.text;
	}
}

/** The text with every place inverse that is searched for. */
function highlighted(text: string, query: string) {
	const haystack = query.toLowerCase() === query ? text.toLowerCase() : text;
	const parts = [];
	let from = 0;
	for (let at = haystack.indexOf(query); at >= 0; at = haystack.indexOf(query, from)) {
		parts.push(text.slice(from, at));
		parts.push(
			<Text key={at} inverse>
				{text.slice(at, at + query.length)}
			</Text>,
		);
		from = at + query.length;
	}
	parts.push(text.slice(from));
	return parts;
}

function SearchRow({ search, columns }: { readonly search: SearchLine; readonly columns: number }) {
	const theme = useTheme();
	const room = columns - 2 - width(search.found) - 2;
	if (!search.typing) {
		return (
			<Text color={theme.accent}>
				/ {pad(search.query, Math.max(1, room))} <Text color={theme.dim}>{search.found}</Text>
			</Text>
		);
	}
	return (
		<Text color={theme.accent} wrap="truncate">
			{"/ "}
			<TextField
				title="Search"
				initial={search.query}
				columns={Math.max(1, columns - 3)}
				active
				onSubmit={search.onSubmit}
				onCancel={search.onCancel}
				submitLabel="search"
			/>
		</Text>
	);
}

function ProgressRow({ progress, columns }: { readonly progress: TaskProgress; readonly columns: number }) {
	const theme = useTheme();
	const { label, current, total } = progress;
	const numbers = progressNumbers(progress);
	const bar = total === undefined ? 0 : Math.min(24, Math.floor(columns / 4));
	return (
		<Text color={theme.text} wrap="truncate">
			{pad(label, Math.max(1, columns - bar - width(numbers) - 2))} {numbers}{" "}
			{total === undefined ? null : <ProgressBar share={total === 0 ? 1 : current / total} columns={bar} />}
		</Text>
	);
}
