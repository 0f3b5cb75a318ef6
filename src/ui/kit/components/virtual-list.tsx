import { Box } from "ink";
import { Fragment, type ReactNode } from "react";

export interface VirtualListProps {
	readonly count: number;
	/** Rows that can be shown. */
	readonly rows: number;
	/** Index that must be seen. */
	readonly highlighted: number;
	/** Renders one row of height 1; called for the visible ones only. */
	readonly renderRow: (index: number) => ReactNode;
	/** What a row is, where rows come in above one that is typed into; its index when absent. */
	readonly rowKey?: (index: number) => string;
}

/** A list of any length of which only the visible rows are rendered. All rows are one line high, so nothing is measured. */
export function VirtualList({ count, rows, highlighted, renderRow, rowKey = String }: VirtualListProps) {
	const first = firstVisible(count, rows, highlighted);
	const shown = Math.max(0, Math.min(rows, count - first));
	return (
		<Box flexDirection="column" height={rows} flexShrink={0}>
			{Array.from({ length: shown }, (_, offset) => (
				<Fragment key={rowKey(first + offset)}>{renderRow(first + offset)}</Fragment>
			))}
		</Box>
	);
}

/** The first index of a window that keeps the highlighted row near its middle. */
export function firstVisible(count: number, rows: number, highlighted: number): number {
	const centred = highlighted - Math.floor(rows / 2);
	return Math.max(0, Math.min(centred, count - rows));
}
