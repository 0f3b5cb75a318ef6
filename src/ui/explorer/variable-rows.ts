import type { Element } from "../../core/element/element.js";
import type { Place } from "../../core/errors.js";
import type { ElementVariable } from "../../core/explore/element-variables.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { EMPTY, fileTarget, paragraph, piece, placeText, row, type ViewRow } from "./view-row.js";

/** What an element reads: type, default, meaning, and the places that declare or read it. */
export function variableRows(element: Element, variables: readonly ElementVariable[], columns: number): ViewRow[] {
	if (variables.length === 0) return [row(piece(`${element.name} has no variables.`, "dim"))];
	return variables.flatMap((variable, index) => [
		...(index > 0 ? [EMPTY] : []),
		head(variable, element),
		...(variable.meaning ? paragraph(variable.meaning, columns, "plain", "  ") : []),
		...places(variable).map((place) => ({
			line: [piece(`  ${placeText(element, place)}`, "dim")],
			...leadsTo(element, place),
		})),
	]);
}

function head(variable: ElementVariable, element: Element): ViewRow {
	const { name, type, values, default: given, mined, secret, settable, place } = variable;
	const kind = mined ? `${GLYPHS.mined} mined` : values ? values.join(" | ") : type;
	return {
		line: [
			piece(name, "strong"),
			piece(`  ${kind}`, "dim"),
			...(given === undefined ? [] : [piece(`  = ${given === "" ? "''" : given}`, "code")]),
			...(secret ? [piece("  secret", "warn")] : []),
			...(settable ? [] : [piece("  set by the element itself", "dim")]),
		],
		...leadsTo(element, place),
	};
}

/** Every file once, with its first line. */
function places({ place, uses }: ElementVariable): Place[] {
	const first = new Map<string, Place>();
	for (const one of [place, ...uses]) if (!first.has(one.file)) first.set(one.file, one);
	return [...first.values()];
}

function leadsTo(element: Element, place: Place): Pick<ViewRow, "target"> {
	const target = fileTarget(element, place);
	return target ? { target } : {};
}
