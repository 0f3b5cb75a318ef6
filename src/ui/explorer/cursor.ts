import type { Visit } from "./trail.js";
import { scrolls } from "./view-content.js";
import type { Target, ViewRow } from "./view-row.js";

/** The row a place begins at: of a file the wanted line with some lines above it, of other views the first that leads on. */
export function firstRow(place: Visit, rows: readonly ViewRow[], height: number): number {
	if (!scrolls(place))
		return Math.max(
			0,
			rows.findIndex(({ target }) => target !== undefined),
		);
	const line = place.file?.line;
	if (line === undefined) return 0;
	const at = rows.findIndex(({ number }) => number === line);
	return clamp(at - Math.floor(height / 3), rows, height);
}

/** The cursor of a place, kept inside its rows, which may have become fewer. */
export function cursorOf(place: Visit, rows: readonly ViewRow[], height: number): number {
	if (place.cursor === undefined) return firstRow(place, rows, height);
	return clamp(place.cursor, rows, scrolls(place) ? height : 1);
}

/** What to look at in advance: what the highlighted row leads to, else what the view itself does not tell. */
export function previewOf(place: Visit, target: Target | undefined): Visit {
	if (target?.to === "file") return { element: place.element, view: place.view, file: target.file };
	if (target?.to === "element" && target.name !== place.element) return { element: target.name, view: "readme" };
	return { element: place.element, view: place.view === "readme" && !place.file ? "about" : "readme" };
}

function clamp(row: number, rows: readonly ViewRow[], height: number): number {
	return Math.max(0, Math.min(row, rows.length - height));
}
