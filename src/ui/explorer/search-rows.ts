import { lineMatcher } from "../../core/log/line-match.js";
import type { ViewRow } from "./view-row.js";

/** Indexes of the rows that hold what is searched. */
export function hitsIn(rows: readonly ViewRow[], query: string): number[] {
	const matches = lineMatcher(query);
	return rows.flatMap((row, index) => (matches(textOf(row)) ? [index] : []));
}

/** The hit after (`by` 1) or before (-1) a row; around the ends. */
export function neighbourHit(hits: readonly number[], from: number, by: 1 | -1): number | undefined {
	return by === 1 ? (hits.find((hit) => hit > from) ?? hits[0]) : (hits.findLast((hit) => hit < from) ?? hits.at(-1));
}

/** The characters of a row that are a hit. */
export function hitPositions(row: ViewRow, query: string): ReadonlySet<number> {
	const positions = new Set<number>();
	if (query === "" || !lineMatcher(query)(textOf(row))) return positions;
	const text = /\p{Lu}/u.test(query) ? textOf(row) : textOf(row).toLowerCase();
	for (let at = text.indexOf(query); at >= 0; at = text.indexOf(query, at + query.length)) {
		for (let index = at; index < at + query.length; index += 1) positions.add(index);
	}
	return positions;
}

const textOf = ({ line }: ViewRow) => line.map(({ text }) => text).join("");
