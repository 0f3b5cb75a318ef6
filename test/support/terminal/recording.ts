import { type Cell, sameStyle } from "./cells.js";
import { type PictureOptions, rowsToSvg, windowToSvg } from "./picture.js";

/** What a terminal showed from a time on, in milliseconds since the recording began. */
export interface Frame {
	readonly at: number;
	readonly cells: readonly (readonly Cell[])[];
}

/** How long the last frame stands before all of it begins again, in milliseconds. */
const REST_MS = 4000;

/**
 * Frames of one size as one SVG that plays them in their own time, again and again. Where nothing moves, because the viewer does not
 * animate or its user does not want that, the last frame is seen.
 */
export function recordingToSvg(frames: readonly Frame[], options?: PictureOptions): string {
	const last = frames.at(-1);
	if (!last) throw new RangeError("a recording has at least one frame");
	const total = last.at + REST_MS;
	const share = (at: number) => `${Math.round((at / total) * 1e5) / 1e3}%`;
	const rules: string[] = [];
	const pictures = last.cells.flatMap((_, y) =>
		statesOf(frames, y).map(({ cells, from, until }) => {
			const picture = rowsToSvg([cells], y, options);
			if (picture === "") return "";
			if (from === 0 && until === undefined) return picture;
			const name = `r${rules.length}`;
			const steps = [
				from > 0 ? "0%{visibility:hidden}" : "",
				`${share(from)}{visibility:visible}`,
				until === undefined ? "" : `${share(until)}{visibility:hidden}`,
			];
			rules.push(`@keyframes ${name}{${steps.join("")}}.${name}{animation:${name} ${total}ms step-end infinite}`);
			return `<g class="${name}${until === undefined ? "" : " past"}">\n${picture}</g>\n`;
		}),
	);
	const style = `<style>.past{visibility:hidden}@media (prefers-reduced-motion:no-preference){${rules.join("")}}</style>\n`;
	return windowToSvg(
		{ columns: last.cells[0]?.length ?? 0, rows: last.cells.length },
		style + pictures.join(""),
		options,
	);
}

interface RowState {
	readonly cells: readonly Cell[];
	readonly from: number;
	/** Absent for what is there at the end. */
	until?: number;
}

/** What a row shows, one after the other. */
function statesOf(frames: readonly Frame[], y: number): readonly RowState[] {
	const states: RowState[] = [];
	for (const { at, cells } of frames) {
		const row = cells[y] ?? [];
		const before = states.at(-1);
		if (before && looksLike(before.cells, row)) continue;
		if (before) before.until = at;
		states.push({ cells: row, from: states.length === 0 ? 0 : at });
	}
	return states;
}

const looksLike = (one: readonly Cell[], other: readonly Cell[]) =>
	one.length === other.length &&
	one.every((cell, x) => cell.char === other[x]?.char && sameStyle(cell, other[x] as Cell));
