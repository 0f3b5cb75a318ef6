import { Text } from "ink";
import type { Span, TextStyle } from "../../core/readme/document.js";
import { cut, width } from "../text.js";
import { type Theme, useTheme } from "../theme.js";

/** One line of styled text, cut to `columns` cells. */
export function StyledLine({ line, columns }: { readonly line: readonly Span[]; readonly columns: number }) {
	const theme = useTheme();
	return (
		<Text wrap="truncate">
			{fitting(line, columns).map(({ text, style }, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a span is its place in the line
				<Text key={index} {...look(style, theme)}>
					{text}
				</Text>
			))}
			{line.length === 0 ? " " : null}
		</Text>
	);
}

function fitting(line: readonly Span[], columns: number): Span[] {
	let room = columns;
	return line.flatMap(({ text, style }) => {
		const shown = cut(text, room);
		room -= width(shown);
		return shown === "" ? [] : [{ text: shown, style }];
	});
}

function look(style: TextStyle, theme: Theme): { color?: string | undefined; bold?: boolean; italic?: boolean } {
	switch (style) {
		case "heading":
		case "strong":
			return { color: theme.strong, bold: true };
		case "emphasis":
			return { color: theme.text, italic: true };
		case "code":
		case "link":
			return { color: theme.accent };
		case "dim":
			return { color: theme.dim };
		case "plain":
			return { color: theme.text };
	}
}
