import type { Writable } from "node:stream";
import type { ElementDetails } from "../../../catalogue/describe.js";
import type { Catalogue } from "../../../core/element/element.js";
import { UserError } from "../../../core/errors.js";
import { indexCatalogue } from "../../../core/explore/catalogue-index.js";
import { dependantsOf } from "../../../core/explore/dependants.js";
import { dependencyTree, treeLines } from "../../../core/explore/dependency-tree.js";
import {
	dependantsText,
	exclusionsText,
	hooksText,
	summaryText,
	variablesText,
} from "../../../core/explore/element-text.js";
import { whatIf } from "../../../core/explore/what-if.js";
import type { TextStyle } from "../../../core/readme/document.js";
import { renderReadme, type TextLine } from "../../../core/readme/render.js";
import { why } from "../../../core/resolve/explain.js";
import { nearest } from "../../../core/text/suggest.js";
import { cleanLine } from "../../../core/text/terminal-text.js";
import type { CliContext } from "../../entry/context.js";

/** The views of `diskwright explore NAME`, each a flag. */
export const VIEWS = ["tree", "rdeps", "why", "excludes", "hooks", "vars", "readme"] as const;
type View = (typeof VIEWS)[number];

/** One view of an element: as data for --json, as text otherwise. */
export interface ElementView {
	readonly data: unknown;
	readonly text: () => string;
}
export type ElementViews = Partial<Record<View | "summary", ElementView>>;

/** An element from all sides. */
export function elementViews(details: ElementDetails, { stdout, env }: CliContext): ElementViews {
	const { summary, tree, dependants, exclusions, hooks, variables, readme } = details;
	const { name, path } = summary;
	const { width, colour } = textSettings(stdout, env);
	const overview = [...summaryText(summary), "", `More: diskwright explore ${name} ${HINT}`];
	return {
		summary: { data: summary, text: () => page(overview) },
		tree: { data: tree, text: () => page(treeLines(tree)) },
		rdeps: { data: dependants, text: () => page(dependantsText(name, dependants)) },
		excludes: { data: exclusions, text: () => page(exclusionsText(name, exclusions)) },
		hooks: { data: hooks, text: () => page(hooksText(name, hooks)) },
		vars: { data: variables, text: () => page(variablesText(name, variables, path, width)) },
		readme: {
			data: readme,
			text: () => (readme ? styledText(renderReadme(readme, width), colour) : page([`${name} has no README`])),
		},
	};
}

const HINT = "[--tree] [--rdeps] [--why X] [--excludes] [--hooks] [--vars] [--readme]";

/** A name that elements only provide has no files: who provides it and who needs it is all there is. */
export function virtualViews(
	name: string,
	catalogue: Catalogue,
	asked: readonly View[],
	hints: readonly string[] = [],
): ElementViews {
	const index = indexCatalogue(catalogue);
	const providers = index.providers.get(name);
	if (!providers) throw unknown(name, [...catalogue.elements.keys(), ...index.providers.keys()], hints);
	const impossible = asked.find((view) => view !== "tree" && view !== "rdeps");
	if (impossible) {
		throw new UserError({
			code: "no-element",
			message: `${name} is not an element: it is a name that ${providers.join(", ")} provide`,
			next: providers.slice(0, 3).map((provider) => `diskwright explore ${provider} --${impossible}`),
		});
	}
	const dependants = dependantsOf(name, catalogue, index);
	const tree = dependencyTree(name, catalogue, index);
	const text = [`${name}: provided by ${providers.join(", ")}`, ...dependantsText(name, dependants)];
	return {
		summary: { data: { name, kind: "virtual", providers }, text: () => page(text) },
		tree: { data: tree, text: () => page(treeLines(tree)) },
		rdeps: { data: dependants, text: () => page(dependantsText(name, dependants)) },
	};
}

/** Why an image of `name` holds `wanted`, or why not. */
export function whyView(name: string, wanted: string, catalogue: Catalogue, architecture: string): ElementView {
	const resolution = whatIf([name], catalogue, architecture);
	const lines = why(resolution, wanted);
	assertKnown(wanted, catalogue);
	return { data: { element: wanted, lines }, text: () => page(lines) };
}

/** Throws UserError `element-not-found` for a name that no element has or provides. */
export function assertKnown(name: string, catalogue: Catalogue): void {
	const known = [...catalogue.elements.keys(), ...indexCatalogue(catalogue).providers.keys()];
	if (!known.includes(name)) throw unknown(name, known);
}

function unknown(name: string, known: readonly string[], hints: readonly string[] = []): UserError {
	const alike = nearest(name, new Set(known));
	return new UserError({
		code: "element-not-found",
		message: `There is no element '${cleanLine(name)}' on the elements path`,
		next: [
			...hints,
			...(alike.length > 0 ? [`Did you mean ${alike.map(cleanLine).join(" or ")}?`] : []),
			"diskwright explore lists all; --elements-path adds a folder of elements.",
		],
	});
}

/** Lines as they may go to a terminal. */
export const page = (lines: readonly string[]) => lines.map((line) => `${cleanLine(line)}\n`).join("");

/** SGR codes that read well on dark and light terminals: no colours beyond the first six. */
const CODES: Readonly<Partial<Record<TextStyle, string>>> = {
	heading: "1",
	strong: "1",
	emphasis: "3",
	code: "36",
	link: "4",
	dim: "2",
};
const WIDEST = 100;

/** Styled lines as text: with SGR codes where the stream is a terminal and NO_COLOR is not set. */
export function styledText(lines: readonly TextLine[], colour: boolean): string {
	const paint = (text: string, style: TextStyle) =>
		colour && CODES[style] ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text;
	return lines.map((line) => `${line.map(({ text, style }) => paint(text, style)).join("")}\n`).join("");
}

/** How wide text should be on this stream, and whether it shows styles. */
export function textSettings(
	stream: Writable & { readonly isTTY?: boolean; readonly columns?: number },
	env: Readonly<Record<string, string>>,
): { readonly width: number; readonly colour: boolean } {
	const width = stream.isTTY ? Math.min(stream.columns || 80, WIDEST) : 80;
	return { width, colour: stream.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb" };
}
