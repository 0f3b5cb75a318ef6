import { Text } from "ink";
import { GLYPHS } from "../look/glyphs.js";
import { type Theme, useTheme } from "../look/theme.js";
import { cut, pad, width, wrap } from "../text/text.js";

/** Something said about a thing: a name at the left, the words beside it, wrapped. */
export interface Fact {
	readonly label?: string;
	readonly text: string;
	readonly tone?: "strong" | "dim" | "ok" | "warn" | "error" | "accent";
	/** Before the text; the tone's own when absent. */
	readonly glyph?: string;
}

/** An empty line between facts. */
export const GAP: Fact = { text: "" };

export interface FactsProps {
	readonly facts: readonly Fact[];
	readonly columns: number;
	readonly rows: number;
}

/** Facts, one below the other, as many lines as there are rows; what does not fit is counted on the last one. */
export function Facts({ facts, columns, rows }: FactsProps) {
	const theme = useTheme();
	const lines = factLines(facts, columns);
	const shown = lines.length > rows ? lines.slice(0, Math.max(0, rows - 1)) : lines;
	const missing = lines.length - shown.length;
	return (
		<>
			{shown.map(({ label, text, tone }, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: lines of one text, they never move
				<Text key={index} wrap="truncate">
					<Text color={theme.dim}>{label}</Text>
					<Text bold={tone === "strong"} color={toneColour(theme, tone)}>
						{text || " "}
					</Text>
				</Text>
			))}
			{missing > 0 && rows > 0 ? (
				<Text color={theme.dim}>{cut(`${GLYPHS.more} ${missing} more lines`, columns)}</Text>
			) : null}
		</>
	);
}

/** One line of a fact: the label on the first one, blanks on the others. */
export interface FactLine {
	readonly label: string;
	readonly text: string;
	readonly tone: Fact["tone"];
}

const TONE_GLYPHS: Partial<Record<NonNullable<Fact["tone"]>, string>> = {
	ok: GLYPHS.ok,
	warn: GLYPHS.warning,
	error: GLYPHS.failed,
};

/** The lines of facts in `columns` cells; all labels take the same room. */
export function factLines(facts: readonly Fact[], columns: number): FactLine[] {
	const labels = Math.max(0, ...facts.map(({ label }) => (label === undefined ? 0 : width(label) + 2)));
	return facts.flatMap(({ label, text, tone, glyph = tone && TONE_GLYPHS[tone] }) => {
		const indent = label === undefined ? 0 : labels;
		const first = glyph ? `${glyph} ` : "";
		return wrap(text, Math.max(8, columns - indent - width(first))).map((line, index) => ({
			label: pad(index === 0 ? (label ?? "") : "", indent),
			text: cut((index === 0 ? first : " ".repeat(width(first))) + line, columns - indent),
			tone,
		}));
	});
}

function toneColour(theme: Theme, tone: Fact["tone"]): string | undefined {
	return tone === undefined ? theme.text : theme[tone];
}
