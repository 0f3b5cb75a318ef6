import { useState } from "react";

/** A filter that is typed above a list. */
export interface Filter {
	readonly text: string;
	/** Being typed. */
	readonly active: boolean;
	readonly onChange: (text: string) => void;
	readonly onSubmit: () => void;
	readonly onCancel: () => void;
}

export interface UsedFilter extends Filter {
	/** Opens the field with the text there is. */
	readonly start: () => void;
}

/** Holds a filter; `onText` hears of every change of its text. */
export function useFilter(onText: (text: string) => void): UsedFilter {
	const [{ text, active }, setFilter] = useState({ text: "", active: false });
	const set = (next: string, typing: boolean) => {
		setFilter({ text: next, active: typing });
		if (next !== text) onText(next);
	};
	return {
		text,
		active,
		start: () => set(text, true),
		onChange: (next) => set(next, true),
		onSubmit: () => set(text, false),
		onCancel: () => set("", false),
	};
}
