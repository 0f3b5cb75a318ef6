import { Box } from "ink";
import type { ReactNode } from "react";
import type { Room } from "../shell.js";

export interface TwoPanesProps {
	readonly room: Room;
	/** Share of the first pane when they stand side by side. */
	readonly share?: number;
	/** Rows of the second pane below the first; 0 leaves it out where they do not fit side by side. */
	readonly below?: number;
	readonly first: (room: Room) => ReactNode;
	readonly second: (room: Room) => ReactNode;
}

/** From this width on two panes stand side by side. */
const SIDE_BY_SIDE = 88;
/** Rows that the first pane keeps when the second one lies below it. */
const LEAST_ABOVE = 8;

/** A list and what is said about its highlighted entry: beside it, below it, or not at all, as there is room. */
export function TwoPanes({ room: { columns, rows }, share = 0.5, below = 8, first, second }: TwoPanesProps) {
	if (columns >= SIDE_BY_SIDE) {
		const left = Math.round(columns * share);
		return (
			<Box width={columns} height={rows}>
				<Box width={left} height={rows} flexShrink={0}>
					{first({ columns: left, rows })}
				</Box>
				<Box width={columns - left} height={rows} flexShrink={0}>
					{second({ columns: columns - left, rows })}
				</Box>
			</Box>
		);
	}
	const lower = below > 0 && rows - below >= LEAST_ABOVE ? below : 0;
	return (
		<Box flexDirection="column" width={columns} height={rows}>
			{first({ columns, rows: rows - lower })}
			{lower > 0 ? second({ columns, rows: lower }) : null}
		</Box>
	);
}
