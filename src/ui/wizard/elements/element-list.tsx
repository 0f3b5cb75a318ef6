import { Text } from "ink";
import { noteColour } from "../../kit/components/choice-row.js";
import { FilterRow } from "../../kit/components/filter-row.js";
import { MarkedText } from "../../kit/components/marked-text.js";
import { innerColumns, innerRows, Panel } from "../../kit/components/panel.js";
import { Row } from "../../kit/components/row.js";
import { VirtualList } from "../../kit/components/virtual-list.js";
import type { FilterState } from "../../kit/hooks/use-filter.js";
import { GLYPHS } from "../../kit/look/glyphs.js";
import { useTheme } from "../../kit/look/theme.js";
import { pad, width } from "../../kit/text/text.js";
import { CATEGORY_TITLES } from "./category-titles.js";
import { type ElementState, MARK_GLYPHS } from "./element-state.js";
import type { ElementRow } from "./find-elements.js";

export interface ElementListProps {
	readonly columns: number;
	readonly rows: number;
	readonly focused: boolean;
	readonly list: readonly ElementRow[];
	/** Index among the rows. */
	readonly highlighted: number;
	readonly stateOf: (element: Extract<ElementRow, { kind: "element" }>["element"]) => ElementState;
	readonly note: string;
	readonly filter: FilterState;
}

/** Longer names push what stands behind them aside. */
const WIDEST_NAMES = 24;

/** Of less room for a note nothing is made: it would be cut to nothing that tells. */
const LEAST_NOTE = 8;

/** All elements by category, with how each stands in the image; above them the filter. */
export function ElementList(props: ElementListProps) {
	const { columns, rows, focused, list, highlighted, stateOf, note, filter } = props;
	const theme = useTheme();
	const inner = innerColumns(columns);
	const filtering = filter.editing || filter.text !== "";
	const room = innerRows(rows) - (filtering ? 1 : 0);
	const names = Math.min(
		WIDEST_NAMES,
		Math.max(0, ...list.map((row) => (row.kind === "element" ? width(row.label) : 0))),
	);
	return (
		<Panel columns={columns} rows={rows} title="Elements" note={note} focused={focused}>
			{filtering ? <FilterRow filter={filter} columns={inner} /> : null}
			{list.length === 0 ? (
				<Text color={theme.dim}>{pad("no element matches", inner)}</Text>
			) : (
				<VirtualList
					count={list.length}
					rows={room}
					highlighted={highlighted}
					renderRow={(index) => {
						const row = list[index] as ElementRow;
						return row.kind === "heading" ? (
							<Text color={theme.dim}>{pad(`${CATEGORY_TITLES[row.category]}  ${row.count}`, inner)}</Text>
						) : (
							<ElementLine
								row={row}
								columns={inner}
								names={names}
								highlighted={index === highlighted}
								state={stateOf(row.element)}
							/>
						);
					}}
				/>
			)}
		</Panel>
	);
}

interface ElementLineProps {
	readonly row: Extract<ElementRow, { kind: "element" }>;
	readonly columns: number;
	/** Cells of the column of names. */
	readonly names: number;
	readonly highlighted: boolean;
	readonly state: ElementState;
}

function ElementLine({ row, columns, names, highlighted, state: { mark, note, conflict } }: ElementLineProps) {
	const theme = useTheme();
	const colour = conflict
		? theme.error
		: { chosen: theme.ok, forced: theme.accent, refused: theme.warn, plain: theme.dim }[mark];
	const room = columns - 6;
	const named = Math.min(room, Math.max(names, width(row.label)) + 1);
	const rest = room - named - 1;
	const aside = note || row.element.title;
	return (
		<Row highlighted={highlighted} dim={mark === "refused"}>
			{highlighted ? `${GLYPHS.pointer} ` : "  "}
			<Text color={colour}>{MARK_GLYPHS[mark]}</Text>{" "}
			<MarkedText text={row.label} positions={row.positions} columns={named} />
			{" ".repeat(Math.max(0, named - width(row.label)))}
			{rest > LEAST_NOTE ? (
				<Text bold={false} color={conflict ? theme.error : noteColour(theme, highlighted)}>
					{pad(` ${aside}`, rest + 1)}
				</Text>
			) : (
				" ".repeat(Math.max(0, rest + 1))
			)}
		</Row>
	);
}
