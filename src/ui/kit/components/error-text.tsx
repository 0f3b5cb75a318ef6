import { Text } from "ink";
import { formatPlace, type SerialisedError } from "../../../core/errors.js";
import { GLYPHS } from "../look/glyphs.js";
import { useTheme } from "../look/theme.js";
import { wrap } from "../text/text.js";

/** An error as everywhere in diskwright: cause, place, next steps; cut after `rows` lines. */
export function ErrorText({
	error,
	columns,
	rows,
}: {
	readonly error: SerialisedError;
	readonly columns: number;
	readonly rows: number;
}) {
	const theme = useTheme();
	const lines = errorLines(error, columns);
	return (
		<>
			{lines.slice(0, rows).map(({ text, kind }, index) => (
				<Text
					// biome-ignore lint/suspicious/noArrayIndexKey: lines of one text, they never move
					key={index}
					color={kind === "cause" ? theme.error : kind === "place" ? theme.dim : theme.text}
				>
					{text}
				</Text>
			))}
		</>
	);
}

/** The lines of an error in `columns` cells, with what each of them tells. */
export function errorLines(
	error: SerialisedError,
	columns: number,
): { text: string; kind: "cause" | "place" | "next" }[] {
	const indented = (text: string, first: string) =>
		wrap(text, Math.max(8, columns - 2)).map((line, index) => `${index === 0 ? first : "  "}${line}`);
	return [
		...indented(error.message, `${GLYPHS.failed} `).map((text) => ({ text, kind: "cause" as const })),
		...(error.place
			? indented(`at ${formatPlace(error.place)}`, "  ").map((text) => ({ text, kind: "place" as const }))
			: []),
		...error.next.flatMap((step) =>
			indented(step, `${GLYPHS.arrow} `).map((text) => ({ text, kind: "next" as const })),
		),
	];
}
