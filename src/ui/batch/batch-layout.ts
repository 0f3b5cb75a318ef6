import type { Size } from "../kit/components/screen-frame.js";
import type { MemberView } from "./member-view.js";

/** From so many columns for each on, logs stand side by side. */
const TILE_COLUMNS = 60;
const MOST_BESIDE = 3;
/** Rows of a log that still tells something, its border included. */
const LEAST_TILE = 6;
/** Border and headings of the list. */
const LIST_FRAME = 3;
/** A few builds are always in sight. */
const LEAST_LIST = LIST_FRAME + 3;
/** The list takes no more than this of the room, where it has not all of it. */
const MOST_LIST = 0.45;

export interface BatchLayout {
	readonly list: Size;
	/** Rows of logs, one below the other, each with those that stand side by side; as many as there is room for. */
	readonly tiles: readonly (readonly Size[])[];
}

/** Divides the room: the list gets the rows of its builds, what runs and fails gets the rest. */
export function batchLayout({ columns, rows }: Size, builds: number, tiles: number): BatchLayout {
	if (tiles === 0) return { list: { columns, rows }, tiles: [] };
	const most = Math.max(LEAST_LIST, Math.min(Math.floor(rows * MOST_LIST), rows - LEAST_TILE));
	const list = Math.min(Math.max(LEAST_LIST, builds + LIST_FRAME), most);
	const left = rows - list;
	const beside = Math.max(1, Math.min(MOST_BESIDE, tiles, Math.floor(columns / TILE_COLUMNS)));
	const lines = Math.min(Math.ceil(tiles / beside), Math.floor(left / LEAST_TILE));
	const grid = shares(left, lines).map((height, line) => {
		const here = Math.min(beside, tiles - line * beside);
		return shares(columns, here).map((wide) => ({ columns: wide, rows: height }));
	});
	return { list: { columns, rows: list }, tiles: grid };
}

/** Cells in equal parts; the first ones take what is left over. */
const shares = (cells: number, parts: number): number[] =>
	Array.from({ length: parts }, (_, index) => Math.floor(cells / parts) + (index < cells % parts ? 1 : 0));

/** How much somebody wants to see the log of a build; those of 0 have none. */
const WORTH: Readonly<Record<MemberView["status"], number>> = {
	held: 5,
	running: 4,
	cancelling: 4,
	failed: 3,
	died: 3,
	ok: 0,
	cancelled: 0,
	waiting: 0,
	"left-out": 0,
};

/**
 * Indexes of the builds whose logs are shown, in the order of the list: the highlighted one, what waits for an answer, what
 * runs, what failed; `most` of them. A highlighted one that is well comes last.
 */
export function tiledMembers(
	statuses: readonly MemberView["status"][],
	highlighted: number,
	hasRun: (index: number) => boolean,
	most: number,
): number[] {
	const worth = (index: number) => {
		const own = WORTH[statuses[index] ?? "waiting"];
		if (index !== highlighted) return own;
		// What is well is looked at where there is room for it.
		return own > 0 ? 9 : 1;
	};
	const wanted = [...statuses.keys()].filter((index) => hasRun(index) && worth(index) > 0);
	return wanted
		.sort((one, other) => worth(other) - worth(one) || one - other)
		.slice(0, most)
		.sort((one, other) => one - other);
}
