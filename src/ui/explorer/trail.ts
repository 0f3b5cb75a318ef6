import type { View } from "./views.js";

/** A file of the element that is looked at. */
export interface OpenFile {
	/** Inside the element's directory: `install.d/50-x`. */
	readonly path: string;
	/** The line to begin at, from 1. */
	readonly line?: number;
}

/** A place of the explorer: an element, or another name, from one side. */
export interface Visit {
	readonly element: string;
	readonly view: View;
	/** In place of the view. */
	readonly file?: OpenFile;
	/** The highlighted row, or the first one that is seen of a text; where the view begins until it was moved. */
	readonly cursor?: number;
}

/** The path that was walked along names and files, oldest place first; the last one is shown. Never empty. */
export type Trail = readonly [...Visit[], Visit];

export const here = (trail: Trail): Visit => trail[trail.length - 1] as Visit;

/** A new path, from the same side as the old one. */
export function startAt(trail: Trail, element: string): Trail {
	return [{ element, view: here(trail).view }];
}

/** Goes on to another name; its own name leads nowhere. */
export function follow(trail: Trail, element: string): Trail {
	const { element: from, view } = here(trail);
	return element === from ? trail : [...trail, { element, view }];
}

export function openFile(trail: Trail, file: OpenFile): Trail {
	const { element, view } = here(trail);
	return [...trail, { element, view, file }];
}

/** Another side of the same element; a file that is open is closed. */
export function turnTo(trail: Trail, view: View): Trail {
	const place = here(trail);
	if (!place.file && place.view === view) return trail;
	return [...before(place.file ? back(trail) : trail), { element: place.element, view }];
}

export function moveTo(trail: Trail, cursor: number): Trail {
	return [...before(trail), { ...here(trail), cursor }];
}

/** One place back; from the first one nowhere. */
export function back(trail: Trail): Trail {
	return trail.length > 1 ? (before(trail) as unknown as Trail) : trail;
}

/** The names along the path, each once where it was entered. */
export function names(trail: Trail): string[] {
	return trail.map(({ element }) => element).filter((name, index, all) => name !== all[index - 1]);
}

const before = (trail: Trail): Visit[] => trail.slice(0, -1);
