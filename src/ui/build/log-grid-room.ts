import type { BuildState, StageState } from "../../core/run/build-state.js";
import type { Size } from "../kit/components/screen-frame.js";

/** The phases of a build by how they are shown at once. */
export interface GridStages {
	/** With their logs: those that live, and the highlighted one. */
	readonly tiles: readonly StageState[];
	/** A line each. */
	readonly lines: readonly StageState[];
	/** Together on one line. */
	readonly waiting: readonly StageState[];
}

/** Divides the phases: what lives or is looked at has its log; with nothing of both, what ended last. */
export function gridStages({ stages }: BuildState, highlighted: string | undefined): GridStages {
	const waiting = stages.filter(({ status }) => status === "waiting");
	const begun = stages.filter(({ status }) => status !== "waiting");
	const seen = begun.filter(
		({ stage, status }) => status === "running" || status === "failed" || stage === highlighted,
	);
	const tiles = seen.length > 0 ? seen.slice(-MOST_TILES) : begun.slice(-1);
	return { tiles, lines: begun.filter((stage) => !tiles.includes(stage)), waiting };
}

const MOST_TILES = 3;
/** From this width on two logs stand side by side. */
const BESIDE_FROM = 140;
/** Rows of a tile that still tells something. */
const LEAST_TILE = 6;

export interface GridRoom {
	/** Finished phases that have a line. */
	readonly lines: number;
	readonly tiles: Size;
	readonly beside: boolean;
	/** Of each tile, in the direction in which they are laid out; the sum is all of the room. */
	readonly sizes: readonly number[];
}

/** Divides the room: the logs get all that the lines leave, and never less than most of it. */
export function gridRoom({ columns, rows }: Size, tiles: number, lines: number, waits: boolean): GridRoom {
	const left = rows - (waits ? 1 : 0);
	const beside = columns >= BESIDE_FROM;
	const need = beside ? LEAST_TILE : LEAST_TILE * Math.max(1, tiles);
	const shown = Math.max(0, Math.min(lines, Math.max(Math.floor(left / 3), left - rows + 1), left - need));
	const height = left - shown;
	const whole = beside ? columns : height;
	const each = Math.floor(whole / Math.max(1, tiles));
	// What runs comes last and is the largest.
	const sizes = Array.from({ length: tiles }, (_, index) => (index === tiles - 1 ? whole - each * (tiles - 1) : each));
	return { lines: shown, tiles: { columns, rows: height }, beside, sizes };
}
