/** How a log is looked at. Rows are addressed by their index in a LogSource. */
export interface LogView {
	/** Sticks to the end. */
	readonly following: boolean;
	/** Index of the first row, when not following. */
	readonly top: number;
	/** The row that a search or a jump led to. */
	readonly mark?: number;
}

export const FOLLOWING: LogView = { following: true, top: 0 };

/** How a log is looked at when it is opened. */
export const openedLog = (follow: boolean): LogView => (follow ? FOLLOWING : toTop());

/** What a view is moved over: how many rows there are, and the last index that may stand first. */
export interface Extent {
	readonly count: number;
	/** Index at the top when the last row is at the bottom. */
	readonly lastTop: number;
}

/** Index of the first row that is seen. */
export function topOf(view: LogView, { lastTop }: Extent): number {
	return view.following ? lastTop : Math.max(0, Math.min(view.top, lastTop));
}

/** Moves by rows. Upwards ends following, reaching the end begins it again. */
export function scroll(view: LogView, by: number, extent: Extent): LogView {
	const top = Math.max(0, Math.min(topOf(view, extent) + by, extent.lastTop));
	return { following: by > 0 ? top === extent.lastTop : by === 0 && view.following, top };
}

/** To the beginning. */
export const toTop = (): LogView => ({ following: false, top: 0 });

/** Begins to follow the end, or stays where it is. */
export function toggleFollow(view: LogView, extent: Extent): LogView {
	return view.following ? { following: false, top: extent.lastTop } : FOLLOWING;
}

/** Shows a row and marks it, a third of the rows above it. */
export function jumpTo(index: number, rows: number): LogView {
	return { following: false, top: Math.max(0, index - Math.floor(rows / 3)), mark: index };
}

/** The next of these indices, sorted, after the marked row or the first seen one; behind the last comes the first. */
export function nextIndex(
	indices: readonly number[],
	view: LogView,
	extent: Extent,
	direction: 1 | -1,
): number | undefined {
	const here = view.mark ?? topOf(view, extent) - (direction === 1 ? 1 : 0);
	if (direction === 1) return indices.find((index) => index > here) ?? indices[0];
	return indices.findLast((index) => index < here) ?? indices.at(-1);
}
