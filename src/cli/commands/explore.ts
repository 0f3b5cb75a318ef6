import { delimiter } from "node:path";
import { Command } from "commander";
import { describeElement, type ElementDetails, summariseCatalogue } from "../../catalogue/describe.js";
import type { Catalogue } from "../../core/element.js";
import { UserError } from "../../core/errors.js";
import { indexCatalogue } from "../../core/explore/catalogue-index.js";
import { dependantsOf } from "../../core/explore/dependants.js";
import { dependencyTree, treeLines } from "../../core/explore/dependency-tree.js";
import {
	dependantsText,
	exclusionsText,
	hooksText,
	summaryText,
	variablesText,
} from "../../core/explore/element-text.js";
import { listText } from "../../core/explore/list-text.js";
import { whatIf } from "../../core/explore/what-if.js";
import { renderReadme } from "../../core/readme/render.js";
import { why } from "../../core/resolve/explain.js";
import { nearest } from "../../core/suggest.js";
import { cleanLine } from "../../core/terminal-text.js";
import { readHostFacts } from "../../host/host-facts.js";
import { loadCatalogue } from "../compile.js";
import type { CliContext } from "../context.js";
import { styledText, textSettings } from "../print-styled.js";

interface ExploreFlags {
	readonly tree?: true;
	readonly rdeps?: true;
	readonly why?: string;
	readonly excludes?: true;
	readonly hooks?: true;
	readonly vars?: true;
	readonly readme?: true;
	readonly json?: true;
	readonly elementsPath?: string;
}

/** `diskwright explore [NAME]`: the catalogue, or one element from all sides. Needs no root and changes nothing. */
export function exploreCommand(context: CliContext): Command {
	return new Command("explore")
		.description("look at elements without building anything")
		.argument("[name]", "an element, or a name that elements provide; without it the whole catalogue is listed")
		.option("--tree", "what it pulls in")
		.option("--rdeps", "who needs it, directly and through others")
		.option("--why <element>", "why this element would be in an image of NAME")
		.option("--excludes", "what it provides, excludes and conflicts with")
		.option("--hooks", "what it runs, in order")
		.option("--vars", "its variables; those not declared in element.yaml are mined from its files")
		.option("--readme", "its README")
		.option("--json", "print everything, or the chosen views, as JSON")
		.option("--elements-path <folders>", "your elements, separated by colons; before ELEMENTS_PATH")
		.action(async (name: string | undefined, flags: ExploreFlags) => {
			const path = [flags.elementsPath, context.env.ELEMENTS_PATH].filter(Boolean).join(delimiter);
			const catalogue = await loadCatalogue(path ? { ...context.env, ELEMENTS_PATH: path } : context.env, context);
			const text = name === undefined ? list(catalogue, flags) : await look(name, catalogue, flags, context);
			context.stdout.write(text);
		});
}

function list(catalogue: Catalogue, flags: ExploreFlags): string {
	const view = VIEWS.find((one) => flags[one]);
	if (view) {
		throw new UserError({
			code: "usage",
			message: `--${view} needs the name of an element`,
			next: [`diskwright explore NAME --${view}`, "diskwright explore"],
		});
	}
	const { path, shadowed, problems } = catalogue;
	const elements = summariseCatalogue(catalogue);
	return flags.json ? json({ path, elements, shadowed, problems }) : page(listText(elements, path));
}

const VIEWS = ["tree", "rdeps", "why", "excludes", "hooks", "vars", "readme"] as const;
type View = (typeof VIEWS)[number];

async function look(name: string, catalogue: Catalogue, flags: ExploreFlags, context: CliContext): Promise<string> {
	const asked = VIEWS.filter((view) => flags[view]);
	const element = catalogue.elements.get(name);
	const sides = element
		? elementSides(describeElement(element, catalogue), context)
		: virtualSides(name, catalogue, asked);
	if (flags.why !== undefined) sides.why = await whySide(name, flags.why, catalogue);
	const all = Object.keys(sides) as (keyof Sides)[];
	const shown = asked.length > 0 ? asked : flags.json ? all : (["summary"] as const);
	if (flags.json) return json(Object.fromEntries(shown.map((side) => [side, sides[side]!.data])));
	return shown.map((side) => sides[side]!.text()).join("\n");
}

/** One view of an element: as data for --json, as text otherwise. */
interface Side {
	readonly data: unknown;
	readonly text: () => string;
}
type Sides = Partial<Record<View | "summary", Side>>;

function elementSides(details: ElementDetails, { stdout, env }: CliContext): Sides {
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
function virtualSides(name: string, catalogue: Catalogue, asked: readonly View[]): Sides {
	const index = indexCatalogue(catalogue);
	const providers = index.providers.get(name);
	if (!providers) throw unknown(name, [...catalogue.elements.keys(), ...index.providers.keys()]);
	const impossible = asked.find((view) => view !== "tree" && view !== "rdeps");
	if (impossible) {
		throw new UserError({
			code: "no-element",
			message: `${name} is no element: it is a name that ${providers.join(", ")} provide`,
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

async function whySide(name: string, wanted: string, catalogue: Catalogue): Promise<Side> {
	const { architecture } = await readHostFacts();
	const resolution = whatIf([name], catalogue, architecture);
	const lines = why(resolution, wanted);
	const index = indexCatalogue(catalogue);
	const known = [...catalogue.elements.keys(), ...index.providers.keys()];
	if (!known.includes(wanted)) throw unknown(wanted, known);
	return { data: { element: wanted, lines }, text: () => page(lines) };
}

function unknown(name: string, known: readonly string[]): UserError {
	const alike = nearest(name, new Set(known));
	return new UserError({
		code: "element-not-found",
		message: `There is no element '${cleanLine(name)}' on the elements path`,
		next: [
			...(alike.length > 0 ? [`Did you mean ${alike.map(cleanLine).join(" or ")}?`] : []),
			"diskwright explore lists all; --elements-path adds a folder of elements.",
		],
	});
}

const page = (lines: readonly string[]) => lines.map((line) => `${cleanLine(line)}\n`).join("");
const json = (data: unknown) => `${JSON.stringify(data, null, 2)}\n`;
