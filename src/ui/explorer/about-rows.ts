import type { ElementSummary } from "../../core/explore/element-summary.js";
import type { StyledPiece } from "../kit/components/styled-line.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { pad } from "../kit/text/text.js";
import { EMPTY, fileTarget, paragraph, piece, placeText, row, type ViewRow } from "./view-row.js";

const NAMES = 13;

/** What an element is and where it comes from. Its signs are those of the list. */
export function aboutRows(summary: ElementSummary, columns: number): ViewRow[] {
	const { name, title, category, mined, path, collection, source, deps, provides, neededBy, hides, problem } = summary;
	const fact = (what: string, text: string, style: StyledPiece["style"] = "plain"): ViewRow[] =>
		paragraph(text, Math.max(8, columns - NAMES), style).map(({ line }, index) => ({
			line: [piece(pad(index === 0 ? what : "", NAMES), "dim"), ...line],
		}));
	const broken = problem ? fileTarget(summary, problem.place) : undefined;
	return [
		...paragraph(title || name, columns, "heading"),
		EMPTY,
		...fact("category", category),
		...fact("path", path),
		...fact("found under", collection),
		...(source ? fact("source", source) : []),
		...fact("depends on", deps.join(", ") || "nothing"),
		...fact("needed by", neededBy.join(", ") || "no other element"),
		...(provides.length > 0 ? fact(`${GLYPHS.provides} provides`, provides.join(", "), "code") : []),
		...hides.flatMap((hidden, index) => fact(index === 0 ? `${GLYPHS.hides} hides` : "", hidden, "warn")),
		...(mined ? fact(`${GLYPHS.mined} guessed`, "title, category and variables: it has no element.yaml") : []),
		...(problem
			? fact(`${GLYPHS.warning} broken`, `${placeText(summary, problem.place)}: ${problem.message}`, "error").map(
					(one) => ({ ...one, ...(broken ? { target: broken } : {}) }),
				)
			: []),
	];
}

/** A name that is not an element: who provides it, or that nobody does. */
export function nameRows(name: string, providers: readonly string[], columns: number): ViewRow[] {
	if (providers.length === 0) {
		return paragraph(`No element has or provides the name ${name}.`, columns, "error");
	}
	return [
		...paragraph(`${name} is not an element: it is a name that others provide.`, columns),
		EMPTY,
		row(piece("provided by", "dim")),
		...providers.map(
			(provider): ViewRow => ({
				line: [piece(`  ${provider}`, "link")],
				target: { to: "element", name: provider },
			}),
		),
	];
}
