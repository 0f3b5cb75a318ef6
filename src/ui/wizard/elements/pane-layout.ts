import type { Size } from "../../kit/components/screen-frame.js";

/** The panes of the step, in the order in which tab goes through them. */
const PANES = ["list", "image", "details"] as const;
export type ElementsPane = (typeof PANES)[number];

/** Size of every pane; one without room is shown in the place of another while it has the focus. */
export type ElementsRooms = Readonly<Record<ElementsPane, Size | undefined>> & {
	/** How the image and the details stand to each other. */
	readonly direction: "row" | "column";
};

/** Three panes beside each other from here on. */
const THREE = 150;
/** The details find room below the tree from here on. */
const TALL = 30;
/** Two panes beside each other from here on. */
const TWO = 64;

/**
 * Lays the panes out: three columns where there is room, else the list with the tree above the details, else the list
 * with the pane looked at last, else a single pane.
 */
export function layoutElements(
	{ columns, rows }: Size,
	focus: ElementsPane,
	beside: Exclude<ElementsPane, "list">,
): ElementsRooms {
	if (columns >= THREE) {
		const list = Math.floor(columns * 0.34);
		const image = Math.floor((columns - list) / 2);
		return {
			direction: "row",
			list: { columns: list, rows },
			image: { columns: image, rows },
			details: { columns: columns - list - image, rows },
		};
	}
	const none = { direction: "column" as const, list: undefined, image: undefined, details: undefined };
	if (columns < TWO) return { ...none, [focus]: { columns, rows } };
	const list = Math.floor(columns / 2);
	const right = columns - list;
	if (rows >= TALL) {
		const details = Math.floor(rows * 0.4);
		return {
			direction: "column",
			list: { columns: list, rows },
			image: { columns: right, rows: rows - details },
			details: { columns: right, rows: details },
		};
	}
	return { ...none, list: { columns: list, rows }, [beside]: { columns: right, rows } };
}

/** The pane after or before one; after the last comes the first. */
export function nextPane(pane: ElementsPane, by: 1 | -1): ElementsPane {
	return PANES[(PANES.indexOf(pane) + by + PANES.length) % PANES.length] as ElementsPane;
}
