import { useState } from "react";
import type { Actions } from "../../keys/keys.js";
import { useKept } from "./use-kept.js";

export interface FilterState {
	readonly text: string;
	/** The field has the keys. */
	readonly editing: boolean;
	/** Opens the field; while there is a filter, `back` drops it first. To be spread into `useKeys`. */
	readonly actions: Actions;
	readonly field: {
		readonly initial: string;
		readonly active: boolean;
		readonly onChange: (text: string) => void;
		readonly onSubmit: () => void;
		readonly onCancel: () => void;
	};
}

/**
 * A filter over a list: its text, and the field it is typed into. `onChange` hears of every new text in time to move what
 * is highlighted in the same frame. With a name in `kept` the text is there again when the place is come back to.
 */
export function useFilter(onChange?: (text: string) => void, initial = "", kept?: string): FilterState {
	const [text, setText] = useKept(kept, () => initial);
	const [editing, setEditing] = useState(false);
	const change = (next: string) => {
		setText(next);
		onChange?.(next);
	};
	return {
		text,
		editing,
		actions: {
			filter: { run: () => setEditing(true) },
			...(text === "" ? {} : { back: { run: () => change(""), label: "all" } }),
		},
		field: {
			initial: text,
			active: editing,
			onChange: change,
			onSubmit: () => setEditing(false),
			onCancel: () => {
				change("");
				setEditing(false);
			},
		},
	};
}
