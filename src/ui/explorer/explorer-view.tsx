import { Text } from "ink";
import { FilterRow } from "../kit/components/filter-row.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import type { Size } from "../kit/components/screen-frame.js";
import type { FilterState } from "../kit/hooks/use-filter.js";
import { useTheme } from "../kit/look/theme.js";
import { cut, pad, wrap } from "../kit/text/text.js";
import type { Visit } from "./trail.js";
import { scrolls } from "./view-content.js";
import { ViewLines } from "./view-lines.js";
import type { ViewRow } from "./view-row.js";
import { tabsIn } from "./views.js";

export interface ExplorerViewProps extends Size {
	readonly focused: boolean;
	readonly place: Visit;
	readonly list: readonly ViewRow[];
	readonly cursor: number;
	readonly search: FilterState;
	/** `hit 2 of 7`. */
	readonly note: string;
}

/** Tabs and the blank row below them. */
const TABS = 2;
const REASON = 5;

/** Rows that a view has for its lines. */
export function viewHeight(rows: number, { view, file }: Visit, searching: boolean): number {
	const reason = view === "why" && !file ? REASON : 0;
	return Math.max(1, innerRows(rows) - (file ? 0 : TABS) - (searching ? 1 : 0) - reason);
}

/** One element from one side, or one of its files. */
export function ExplorerView({ columns, rows, focused, place, list, cursor, search, note }: ExplorerViewProps) {
	const inner = innerColumns(columns);
	const searching = search.editing || search.text !== "";
	const { element, view, file } = place;
	const height = viewHeight(rows, place, searching);
	return (
		<Panel
			columns={columns}
			rows={rows}
			title={file ? `${element} / ${file.path}` : element}
			note={note}
			focused={focused}
		>
			{file ? null : <Tabs view={view} columns={inner} />}
			{searching ? <FilterRow filter={search} columns={inner} /> : null}
			<ViewLines
				list={list}
				columns={inner}
				rows={height}
				cursor={cursor}
				scrolls={scrolls(place)}
				query={search.text}
				line={file?.line}
			/>
			{view === "why" && !file ? <ReasonOf row={list[cursor]} columns={inner} /> : null}
		</Panel>
	);
}

function Tabs({ view, columns }: { readonly view: Visit["view"]; readonly columns: number }) {
	const theme = useTheme();
	const { tabs, gap } = tabsIn(columns, view);
	return (
		<>
			<Text wrap="truncate">
				{tabs.map((tab, index) => (
					<Text key={tab.view}>
						{" ".repeat(index > 0 ? gap : 0)}
						<Text
							bold={tab.view === view}
							underline={tab.view === view}
							color={tab.view === view ? theme.accent : theme.dim}
						>
							{tab.text}
						</Text>
					</Text>
				))}
			</Text>
			<Text> </Text>
		</>
	);
}

function ReasonOf({ row, columns }: { readonly row: ViewRow | undefined; readonly columns: number }) {
	const theme = useTheme();
	const lines = (row?.reason ?? []).flatMap((thought) => wrap(thought, columns)).slice(0, REASON - 1);
	return (
		<>
			<Text color={theme.border}>{"─".repeat(columns)}</Text>
			{lines.map((line, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a line is its place on the screen
				<Text key={index} color={theme.text}>
					{pad(cut(line, columns), columns)}
				</Text>
			))}
		</>
	);
}
