import type { Catalogue } from "../element/element.js";
import { sourceLabel } from "../element/source.js";
import { formatPlace } from "../errors.js";
import { cutText } from "../readme/wrap.js";
import { cleanLine } from "../text/terminal-text.js";
import { columns } from "./columns.js";
import { byCategory, type ElementSummary } from "./element-summary.js";

const LONGEST_TITLE = 90;

/** The catalogue as a page of text: what `diskwright explore` prints. */
export function listText(
	summaries: readonly ElementSummary[],
	{ path, sources, problems }: Pick<Catalogue, "path" | "sources" | "problems">,
): string[] {
	const names = new Set(summaries.map(({ name }) => name));
	const leftOut = problems.filter(({ element }) => !names.has(element));
	const label = (collection: string) => {
		const source = sources.find(({ folders }) => folders.includes(collection));
		return source ? sourceLabel(source) : "";
	};
	const number = (collection: string) => String(path.indexOf(collection) + 1);
	const anyMined = summaries.some(({ mined }) => mined);
	const row = (summary: ElementSummary) => [
		number(summary.collection),
		cleanLine(summary.name),
		...(anyMined ? [summary.mined ? "~" : ""] : []),
		about(summary),
	];
	return [
		"Elements path",
		...columns(
			path.map((collection) => [number(collection), cleanLine(collection), label(collection)]),
			"  ",
		),
		...byCategory(summaries).flatMap(({ category, elements }) => [
			"",
			`${title(category)} (${elements.length})`,
			...columns(elements.map(row), "  "),
		]),
		...(leftOut.length > 0 ? ["", "Cannot be used"] : []),
		...columns(
			leftOut.map(({ element, message, place }) => [
				cleanLine(element),
				cleanLine(`${message} (${formatPlace(place)})`),
			]),
			"  ",
		),
		...(anyMined ? ["", "~  no element.yaml: the title is out of the README, the category a guess"] : []),
		"",
		"One of them: diskwright explore NAME",
	];
}

function about({ title, provides, hides, problem }: ElementSummary): string {
	const [first = "", ...more] = cutText(cleanLine(title), LONGEST_TITLE);
	const notes = [
		...(provides.length > 0 ? [`provides ${provides.map(cleanLine).join(", ")}`] : []),
		...(hides.length > 0 ? [`hides ${hides.map(cleanLine).join(", ")}`] : []),
		...(problem ? ["element.yaml is broken"] : []),
	];
	return `${first}${more.length > 0 ? "…" : ""}${notes.length > 0 ? `  [${notes.join("; ")}]` : ""}`.trim();
}

function title(category: string): string {
	return category[0]!.toUpperCase() + category.slice(1).replaceAll("-", " ");
}
