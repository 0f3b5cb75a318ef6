import { Box } from "ink";
import type { ReactNode } from "react";
import type { Size } from "./screen-frame.js";

export interface TwoPanesProps {
	readonly room: Size;
	/** Share of the first pane when they stand side by side. */
	readonly share?: number;
	/** Rows of the second pane below the first; 0 leaves it out where they do not fit side by side. */
	readonly below?: number;
	readonly first: (room: Size) => ReactNode;
	readonly second: (room: Size) => ReactNode;
}

/** From this width on two panes stand side by side. */
const SIDE_BY_SIDE = 88;
/** Rows that the first pane keeps when the second one lies below it. */
const LEAST_ABOVE = 8;

/** A list and what is said about its highlighted entry: beside it, below it, or not at all, as there is room. */
export function TwoPanes({ room: { columns, rows }, share = 0.5, below = 8, first, second }: TwoPanesProps) {
	const beside = columns >= SIDE_BY_SIDE;
	const left = beside ? Math.round(columns * share) : columns;
	const lower = beside ? rows : below > 0 && rows - below >= LEAST_ABOVE ? below : 0;
	const upper = beside ? rows : rows - lower;
	// The same boxes either way: what is typed in one of them stays when the terminal gets another size.
	return (
		<Box flexDirection={beside ? "row" : "column"} width={columns} height={rows}>
			<Box flexDirection="column" width={left} height={upper} flexShrink={0}>
				{first({ columns: left, rows: upper })}
			</Box>
			{lower > 0 ? (
				<Box flexDirection="column" width={beside ? columns - left : columns} height={lower} flexShrink={0}>
					{second({ columns: beside ? columns - left : columns, rows: lower })}
				</Box>
			) : null}
		</Box>
	);
}
