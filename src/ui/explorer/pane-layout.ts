import type { Size } from "../kit/components/screen-frame.js";

export type ExplorerPane = "list" | "view";

/** Size of every pane; one without room is shown when it gets the focus. */
export interface ExplorerRooms {
	readonly list?: Size;
	readonly view?: Size;
	/** What the highlighted row leads to. */
	readonly preview?: Size;
}

/** From here on the list and the view stand beside each other. */
const TWO = 110;
/** From here on there is room for a preview too. */
const THREE = 180;

/** Lays the panes out in the room of the screen. */
export function layoutExplorer({ columns, rows }: Size, focus: ExplorerPane): ExplorerRooms {
	if (columns < TWO) return { [focus]: { columns, rows } };
	const list = Math.max(38, Math.min(60, Math.floor(columns * 0.23)));
	const right = columns - list;
	const preview = columns < THREE ? 0 : Math.floor(right * 0.44);
	return {
		list: { columns: list, rows },
		view: { columns: right - preview, rows },
		...(preview > 0 ? { preview: { columns: preview, rows } } : {}),
	};
}
