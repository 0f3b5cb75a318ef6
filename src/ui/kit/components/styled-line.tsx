import { Text } from "ink";
import type { TextStyle } from "../../../core/readme/document.js";
import { type Theme, useTheme } from "../look/theme.js";
import { cut, width } from "../text/text.js";
import { markedPieces } from "./marked-text.js";

/** A piece of text in one style. */
export interface StyledPiece {
	readonly text: string;
	readonly style: TextStyle | "ok" | "warn" | "error";
}

export interface StyledLineProps {
	readonly line: readonly StyledPiece[];
	readonly columns: number;
	/** Fills its room with the colour of what is chosen. */
	readonly highlighted?: boolean;
	/** Characters that are brought out, counted in the texts of all pieces. */
	readonly marked?: ReadonlySet<number>;
}

const NONE: ReadonlySet<number> = new Set();

/** One line of styled text, cut to `columns` cells. */
export function StyledLine({ line, columns, highlighted = false, marked = NONE }: StyledLineProps) {
	const theme = useTheme();
	const pieces = fitting(line, columns);
	const rest = columns - pieces.reduce((sum, { text }) => sum + width(text), 0);
	const inverse = highlighted && theme.selection === undefined && theme.name !== "mono";
	return (
		<Text
			wrap="truncate"
			inverse={inverse}
			{...(highlighted && theme.selection ? { backgroundColor: theme.selection } : {})}
		>
			{pieces.map(({ text, style, from }, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place in the line
				<Text key={index} {...look(style, theme)}>
					{marked.size === 0 ? text : <Marked text={text} from={from} marked={marked} />}
				</Text>
			))}
			{highlighted ? " ".repeat(rest) : pieces.length === 0 ? " " : null}
		</Text>
	);
}

function Marked({ text, from, marked }: { text: string; from: number; marked: ReadonlySet<number> }) {
	const theme = useTheme();
	const own = new Set([...marked].map((position) => position - from));
	return markedPieces(text, own).map(({ piece, marked: hit }, index) => (
		// biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place in the text
		<Text key={index} {...(hit ? { color: theme.warn, bold: true, underline: true } : {})}>
			{piece}
		</Text>
	));
}

/** `from` is where the piece begins in the text of the line. */
function fitting(line: readonly StyledPiece[], columns: number): (StyledPiece & { from: number })[] {
	let room = columns;
	let at = 0;
	return line.flatMap(({ text, style }) => {
		const from = at;
		const shown = cut(text, room);
		room -= width(shown);
		at += text.length;
		return shown === "" ? [] : [{ text: shown, style, from }];
	});
}

type Look = { color?: string | undefined; bold?: boolean; italic?: boolean };

function look(style: StyledPiece["style"], theme: Theme): Look {
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
		case "ok":
		case "warn":
		case "error":
			return { color: theme[style] };
	}
}
