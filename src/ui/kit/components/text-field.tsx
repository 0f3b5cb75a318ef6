import { Text } from "ink";
import { useRef, useState } from "react";
import { screenLine } from "../../../core/text/terminal-text.js";
import { useKeys } from "../../keys/use-keys.js";
import { useTheme } from "../look/theme.js";
import { width } from "../text/text.js";
import { editKey, graphemes, insert, type TextInput, textInput } from "../text/text-input.js";

export interface TextFieldProps {
	readonly title: string;
	readonly initial: string;
	readonly columns: number;
	readonly active: boolean;
	readonly placeholder?: string;
	/** Stars instead of the text. */
	readonly secret?: boolean;
	readonly onChange?: (text: string) => void;
	readonly onSubmit: (text: string) => void;
	readonly onCancel: () => void;
	readonly submitLabel?: string;
	/** In a dialog that covers the screen: nothing below hears any key. */
	readonly overlay?: boolean;
}

/** A line to type into. While it is active no letter is a key. The part around the cursor is shown when it is too long. */
export function TextField(props: TextFieldProps) {
	const { title, columns, active, placeholder = "", secret = false, onChange, onSubmit, onCancel } = props;
	const theme = useTheme();
	const [input, setInput] = useState<TextInput>(() => textInput(props.initial));
	// Several keys may come before the next frame: each one changes what the one before has left.
	const newest = useRef(input);
	const change = (next: TextInput) => {
		const { text } = newest.current;
		newest.current = next;
		setInput(next);
		if (next.text !== text) onChange?.(next.text);
	};
	useKeys({
		level: props.overlay ? "overlay" : "field",
		...(props.overlay ? { modal: true } : {}),
		title,
		active,
		onText: (text) => change(insert(newest.current, text)),
		onKey: (name) => {
			const next = editKey(newest.current, name);
			if (next) change(next);
			return next !== undefined;
		},
		actions: {
			confirm: { run: () => onSubmit(newest.current.text), label: props.submitLabel ?? "accept" },
			back: { run: onCancel, label: "cancel" },
		},
	});
	if (input.text === "" && !active) return <Text color={theme.dim}>{placeholder}</Text>;
	const parts = graphemes(input.text).map((part) => (secret ? "•" : screenLine(part)));
	const [before, under, after] = visible(parts, input.cursor, columns);
	return (
		<Text color={theme.strong} wrap="truncate">
			{before}
			<Text inverse={active}>{under}</Text>
			{input.text === "" && placeholder ? <Text color={theme.dim}>{placeholder}</Text> : after}
		</Text>
	);
}

/** The part of the text that fits, with the character under the cursor apart. */
function visible(parts: readonly string[], cursor: number, columns: number): [string, string, string] {
	const all = [...parts, " "];
	let first = 0;
	while (first < cursor && width(all.slice(first, cursor + 1).join("")) > columns) first += 1;
	let last = cursor + 1;
	while (last < all.length && width(all.slice(first, last + 1).join("")) <= columns) last += 1;
	return [all.slice(first, cursor).join(""), all[cursor] ?? " ", all.slice(cursor + 1, last).join("")];
}
