import { Text } from "ink";
import { GLYPHS } from "../look/glyphs.js";
import { type Theme, useTheme } from "../look/theme.js";
import { cut, pad, width } from "../text/text.js";
import { Row } from "./row.js";

/** One thing to choose. */
export interface Choice<V extends string> {
	readonly value: V;
	readonly label: string;
	/** At the right, dim: a value, a note. */
	readonly detail?: string;
	/** Why it cannot be chosen: it stays visible, and choosing it says so. */
	readonly disabled?: string;
	/** The one in force. */
	readonly current?: boolean;
	/** One cell before the label: how it stands. */
	readonly sign?: { readonly glyph: string; readonly colour: string | undefined };
}

/** One choice on a line of `columns` cells: its sign, its name, and its note at the right. */
export function ChoiceRow({
	choice,
	columns,
	names = 0,
	highlighted,
}: {
	readonly choice: Choice<string>;
	readonly columns: number;
	/** Cells that every name takes, so that long notes begin below each other. */
	readonly names?: number;
	readonly highlighted: boolean;
}) {
	const theme = useTheme();
	const mark = choice.current === undefined ? "" : choice.current ? `${GLYPHS.chosen} ` : `${GLYPHS.unchosen} `;
	const sign = choice.sign === undefined ? undefined : cut(choice.sign.glyph, 1);
	const before = mark + (sign === undefined ? "" : `${sign} `);
	const detail = choice.disabled ?? choice.detail ?? "";
	const label = cut(choice.label, columns - width(before));
	const most = columns - width(before) - width(label) - 2;
	// A note that fits stands at the right anyway.
	const name = width(detail) <= most ? label : pad(label, Math.max(names, width(label)));
	const rest = columns - width(before) - width(name) - 2;
	return (
		<Row highlighted={highlighted} dim={choice.disabled !== undefined}>
			{mark}
			{sign === undefined ? "" : <Text color={choice.sign?.colour ?? theme.text}>{`${sign} `}</Text>}
			{rest > 4 && detail ? (
				<>
					{name}
					{"  "}
					<Text bold={false} color={choice.disabled ? theme.warn : noteColour(theme, highlighted)}>
						{pad(detail, rest, "right")}
					</Text>
				</>
			) : (
				pad(name, columns - width(before))
			)}
		</Row>
	);
}

/** Cells for the names of these choices in a list of `columns`; longer ones push their notes aside. */
export function namesWidth(choices: readonly Choice<string>[], columns: number): number {
	return Math.min(Math.floor(columns / 2), Math.max(0, ...choices.map(({ label }) => width(label))));
}

/** Dim, but for the highlighted row: there dim would hardly be seen. */
export function noteColour(theme: Theme, highlighted: boolean): string | undefined {
	if (!highlighted) return theme.dim;
	return theme.selection === undefined ? undefined : theme.text;
}
