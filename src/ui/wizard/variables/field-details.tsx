import { formatPlace, type SerialisedError } from "../../../core/errors.js";
import type { Span, TextStyle } from "../../../core/readme/document.js";
import type { TextLine } from "../../../core/readme/render.js";
import { errorLines } from "../../kit/components/error-text.js";
import { innerColumns, innerRows, Panel } from "../../kit/components/panel.js";
import { StyledLine } from "../../kit/components/styled-line.js";
import { GLYPHS } from "../../kit/look/glyphs.js";
import { wrap } from "../../kit/text/text.js";
import type { Field } from "./fields.js";

export interface FieldDetailsProps {
	readonly columns: number;
	readonly rows: number;
	readonly field: Field | undefined;
	/** What is wrong with what is being typed. */
	readonly complaint: string | undefined;
	/** Why the draft cannot be built. */
	readonly error: SerialisedError | undefined;
}

/** What a field means, what it may hold, and who reads it where. */
export function FieldDetails({ columns, rows, field, complaint, error }: FieldDetailsProps) {
	const inner = innerColumns(columns);
	const lines = [
		...(complaint && field ? [[span(`${GLYPHS.failed} ${field.label} ${complaint}`, "strong")]] : []),
		...(error ? errorTextLines(error, inner) : []),
		...(field ? fieldLines(field, inner) : []),
	].slice(0, innerRows(rows));
	return (
		<Panel columns={columns} rows={rows} title={field?.label ?? "Variables"} note={field?.type ?? ""}>
			{lines.map((line, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: lines of one text, they never move
				<StyledLine key={index} line={line} columns={inner} />
			))}
		</Panel>
	);
}

function errorTextLines(error: SerialisedError, columns: number): TextLine[] {
	const styles = { cause: "strong", place: "dim", next: "plain" } as const;
	return [...errorLines(error, columns).map(({ text, kind }) => [span(text, styles[kind])]), []];
}

function fieldLines(field: Field, columns: number): TextLine[] {
	const { meaning, values, default: usual, secret, mined, problem, readers, step } = field;
	const paragraph = (text: string, style: TextStyle = "plain") =>
		wrap(text, columns).map((line) => [span(line, style)]);
	const fact = (name: string, text: string) => [[span(`${name.padEnd(9)} `, "dim"), span(text, "plain")]];
	return [
		...(problem ? paragraph(`${GLYPHS.warning} ${problem}`, "strong") : []),
		...(meaning ? paragraph(meaning) : paragraph("Its element says nothing about it.", "dim")),
		...(step ? paragraph(`It is chosen in the step ${step.title}.`) : []),
		...(values ? fact("one of", values.join(", ")) : []),
		...(usual === undefined ? [] : fact("default", usual === "" ? "(empty)" : usual)),
		...(secret ? paragraph(SECRET_HINT, "emphasis") : []),
		...(mined ? paragraph("Mined from README and scripts: the element has no element.yaml.", "dim") : []),
		...(readers.length > 0 ? fact("read by", readers.map(({ element }) => element).join(", ")) : []),
		...readers.flatMap(({ places }) => places.map((place) => [span(`  ${formatPlace(place)}`, "dim")])),
	];
}

const SECRET_HINT =
	"A secret is kept in memory for this build and never saved. For a profile type where it lies: env:NAME or file:PATH.";

const span = (text: string, style: TextStyle): Span => ({ text, style });
