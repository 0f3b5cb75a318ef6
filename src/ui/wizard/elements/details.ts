import type { Catalogue, Element } from "../../../core/element/element.js";
import { formatPlace } from "../../../core/errors.js";
import { hooksInOrder } from "../../../core/explore/element-hooks.js";
import type { ElementSummary } from "../../../core/explore/element-summary.js";
import type { ElementVariable } from "../../../core/explore/element-variables.js";
import type { Span, TextStyle } from "../../../core/readme/document.js";
import type { TextLine } from "../../../core/readme/render.js";
import { why } from "../../../core/resolve/explain.js";
import type { Resolution } from "../../../core/resolve/resolution.js";
import { GLYPHS } from "../../kit/look/glyphs.js";
import { wrap } from "../../kit/text/text.js";

/** What can be seen of an element, in the order in which the views follow each other. */
export const DETAIL_VIEWS = ["readme", "why", "hooks", "variables", "needs"] as const;
export type DetailView = (typeof DETAIL_VIEWS)[number];

/** Why a name is part of the image or not. */
export function whyLines(resolution: Resolution | undefined, name: string, columns: number): TextLine[] {
	if (!resolution) return [plain("The choices do not resolve yet.")];
	return why(resolution, name).flatMap((thought) => paragraph(thought, columns));
}

/** The hooks of one element by phase, with its environment snippets. */
export function hookLines(element: Element): TextLine[] {
	const { snippets, phases } = hooksInOrder([element]);
	const lines: TextLine[] = [
		...(snippets.length > 0 ? [[span("environment.d", "strong"), span("  sourced before every phase", "dim")]] : []),
		...snippets.map(({ name }) => plain(`  ${name}`)),
		...phases.flatMap(({ phase, where, hooks, ignored }) => [
			[span(`${phase}.d`, "strong"), span(where === "host" ? "  on this host" : "  in the image", "dim")],
			...hooks.map(({ name }) => plain(`  ${name}`)),
			...ignored.map(({ name, why: reason }) => [
				span(`  ${name}`, "dim"),
				span(`  does not run: ${reason}`, "emphasis"),
			]),
		]),
	];
	return lines.length > 0 ? lines : [plain("It has no hooks.")];
}

/** What an element reads; mined ones are marked. */
export function variableLines(variables: readonly ElementVariable[], columns: number): TextLine[] {
	if (variables.length === 0) return [plain("It reads no variables.")];
	return variables.flatMap(({ name, meaning, default: given, mined, secret, settable }, index) => [
		...(index > 0 ? [[]] : []),
		[
			span(name, "strong"),
			...(given ? [span(` = ${given}`, "code")] : []),
			...(secret ? [span("  secret", "emphasis")] : []),
			...(settable ? [] : [span("  set by the element itself", "dim")]),
			...(mined ? [span("  mined", "dim")] : []),
		],
		...(meaning ? paragraph(meaning, columns - 2, "  ") : []),
	]);
}

/** Names around an element, where it lies, and what it hides. */
export function needLines(summary: ElementSummary, columns: number): TextLine[] {
	const { deps, provides, neededBy, hides, path, collection, source = "", problem, mined, category } = summary;
	const fact = (title: string, text: string): TextLine[] =>
		text === "" ? [] : [[span(title, "dim")], ...paragraph(text, columns - 2, "  ")];
	return [
		...fact("needs", deps.join(", ") || "nothing"),
		...fact("provides", provides.join(", ")),
		...fact("needed by", neededBy.join(", ")),
		...fact("category", `${category}${mined ? ", guessed: it has no element.yaml" : ""}`),
		...fact("path", path),
		...fact("found under", collection),
		...fact("source", source),
		...fact("hides", hides.join(", ")),
		...(problem ? fact("broken", `${formatPlace(problem.place)}: ${problem.message}`) : []),
	];
}

/** A name that is not an element: what stands in for it. */
export function virtualLines(name: string, { elements }: Pick<Catalogue, "elements">): TextLine[] {
	const providers = [...elements.values()].filter(({ provides }) => provides.includes(name)).map((one) => one.name);
	return [
		plain("No element has this name: it exists only in element-provides."),
		[],
		[span("provided by", "dim")],
		...providers.sort().map((provider) => plain(`  ${GLYPHS.waiting} ${provider}`)),
	];
}

const span = (text: string, style: TextStyle): Span => ({ text, style });
const plain = (text: string): TextLine => [span(text, "plain")];

function paragraph(text: string, columns: number, indent = ""): TextLine[] {
	return wrap(text, Math.max(8, columns)).map((line) => plain(`${indent}${line}`));
}
