import { Text } from "ink";
import { FilterRow } from "../kit/components/filter-row.js";
import { MarkedText } from "../kit/components/marked-text.js";
import { innerColumns, innerRows, Panel } from "../kit/components/panel.js";
import { Row } from "../kit/components/row.js";
import type { Size } from "../kit/components/screen-frame.js";
import { VirtualList } from "../kit/components/virtual-list.js";
import type { FilterState } from "../kit/hooks/use-filter.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { useTheme } from "../kit/look/theme.js";
import { pad, width } from "../kit/text/text.js";
import { CATEGORY_TITLES } from "../wizard/elements/category-titles.js";
import type { ElementRow } from "../wizard/elements/find-elements.js";

export interface ExplorerListProps extends Size {
	readonly focused: boolean;
	readonly list: readonly ElementRow[];
	/** Index among the rows; -1 when none of them is looked at. */
	readonly highlighted: number;
	/** How many elements there are without a filter. */
	readonly total: number;
	readonly filter: FilterState;
}

const WIDEST_NAMES = 26;
/** Less of a title tells nothing. */
const SHORTEST_TITLE = 12;
/** A blank and one cell for each sign. */
const SIGNS = 5;

/** All elements by category with what is peculiar about each; above them the filter. */
export function ExplorerList({ columns, rows, focused, list, highlighted, total, filter }: ExplorerListProps) {
	const theme = useTheme();
	const inner = innerColumns(columns);
	const filtering = filter.editing || filter.text !== "";
	const found = list.filter(({ kind }) => kind === "element").length;
	const longest = Math.max(0, ...list.map((row) => (row.kind === "element" ? width(row.label) : 0)));
	const room = inner - 2 - SIGNS;
	const names = room - WIDEST_NAMES < SHORTEST_TITLE ? room : Math.min(WIDEST_NAMES, longest);
	return (
		<Panel
			columns={columns}
			rows={rows}
			title="Elements"
			note={found === total ? `${total}` : `${found} of ${total}`}
			focused={focused}
		>
			{filtering ? <FilterRow filter={filter} columns={inner} /> : null}
			{list.length === 0 ? (
				<Text color={theme.dim}>{pad("no element matches", inner)}</Text>
			) : (
				<VirtualList
					count={list.length}
					rows={innerRows(rows) - (filtering ? 1 : 0)}
					highlighted={Math.max(0, highlighted)}
					renderRow={(index) => {
						const row = list[index] as ElementRow;
						return row.kind === "heading" ? (
							<Text color={theme.dim}>{pad(`${CATEGORY_TITLES[row.category]}  ${row.count}`, inner)}</Text>
						) : (
							<ElementLine row={row} columns={inner} names={names} highlighted={index === highlighted} />
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
}

function ElementLine({ row, columns, names, highlighted }: ElementLineProps) {
	const theme = useTheme();
	const { provides, hides, mined, problem, title } = row.element;
	const rest = columns - 2 - names - SIGNS;
	return (
		<Row highlighted={highlighted}>
			{highlighted ? `${GLYPHS.pointer} ` : "  "}
			<MarkedText text={row.label} positions={row.positions} columns={names} />
			{" ".repeat(Math.max(0, names - width(row.label)) + 1)}
			<Text color={theme.accent}>{provides.length > 0 ? GLYPHS.provides : " "}</Text>
			<Text color={theme.warn}>{hides.length > 0 ? GLYPHS.hides : " "}</Text>
			<Text color={theme.dim}>{mined ? GLYPHS.mined : " "}</Text>
			<Text color={theme.error}>{problem ? GLYPHS.warning : " "}</Text>
			<Text bold={false} color={theme.dim}>
				{pad(rest > 0 ? ` ${title}` : "", rest)}
			</Text>
		</Row>
	);
}
