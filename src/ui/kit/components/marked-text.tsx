import { Text } from "ink";
import { useTheme } from "../look/theme.js";
import { cut } from "../text/text.js";

export interface MarkedTextProps {
	/** Safe to show. */
	readonly text: string;
	readonly positions: ReadonlySet<number>;
	readonly columns: number;
}

/** A text cut to its room with the characters that a filter matched brought out. */
export function MarkedText({ text, positions, columns }: MarkedTextProps) {
	const theme = useTheme();
	return markedPieces(cut(text, columns), positions).map(({ piece, marked }, index) => (
		// biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place in the text
		<Text key={index} {...(marked ? { color: theme.accent, bold: true, underline: true } : {})}>
			{piece}
		</Text>
	));
}

/** The text in pieces that are matched as a whole or not at all. */
export function markedPieces(text: string, positions: ReadonlySet<number>): { piece: string; marked: boolean }[] {
	const pieces: { piece: string; marked: boolean }[] = [];
	let at = 0;
	for (const character of text) {
		const marked = positions.has(at);
		const last = pieces.at(-1);
		if (last?.marked === marked) last.piece += character;
		else pieces.push({ piece: character, marked });
		at += character.length;
	}
	return pieces;
}
