import { Text } from "ink";
import { StyledLine } from "../kit/components/styled-line.js";
import { VirtualList } from "../kit/components/virtual-list.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { useTheme } from "../kit/look/theme.js";
import { hitPositions } from "./search-rows.js";
import type { ViewRow } from "./view-row.js";

export interface ViewLinesProps {
	readonly list: readonly ViewRow[];
	readonly columns: number;
	readonly rows: number;
	/** The highlighted row, or the first one of a text that is scrolled. */
	readonly cursor: number;
	readonly scrolls: boolean;
	/** What is searched; its hits are brought out. */
	readonly query?: string;
	/** A line of the file to be pointed at. */
	readonly line?: number | undefined;
}

/** Cells left of the rows of which one is highlighted. */
export const POINTER = 2;

/** The visible rows of a view. */
export function ViewLines({ list, columns, rows, cursor, scrolls, query = "", line }: ViewLinesProps) {
	const theme = useTheme();
	const first = scrolls ? cursor : 0;
	return (
		<VirtualList
			count={scrolls ? Math.min(rows, list.length - first) : list.length}
			rows={rows}
			highlighted={scrolls ? 0 : cursor}
			renderRow={(index) => {
				const row = list[first + index] as ViewRow;
				const highlighted = scrolls ? row.number !== undefined && row.number === line : index === cursor;
				const gutter = scrolls ? 0 : POINTER;
				return (
					<Text wrap="truncate">
						{gutter > 0 ? <Text color={theme.accent}>{highlighted ? `${GLYPHS.pointer} ` : "  "}</Text> : null}
						<StyledLine
							line={row.line}
							columns={columns - gutter}
							highlighted={highlighted}
							marked={hitPositions(row, query)}
						/>
					</Text>
				);
			}}
		/>
	);
}
