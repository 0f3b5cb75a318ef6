import { Command } from "commander";
import { describeElement, summariseCatalogue } from "../../../catalogue/describe.js";
import type { Catalogue } from "../../../core/element/element.js";
import { UserError } from "../../../core/errors.js";
import { listText } from "../../../core/explore/list-text.js";
import { asciiText, needsAscii } from "../../../core/text/ascii-signs.js";
import { printableJson } from "../../../core/text/terminal-text.js";
import { readHostFacts } from "../../../host/host-facts.js";
import { peekPreferences } from "../../../profiles/peek-preferences.js";
import { collect } from "../../build/build-flags.js";
import { loadCatalogue } from "../../build/compile.js";
import { ELEMENTS_PATH_FLAG, withElementsPath } from "../../build/own-elements.js";
import { namedSources, provideSources, whereElse } from "../../build/provide-sources.js";
import { rawOutput } from "../../entry/clean-output.js";
import type { CliContext } from "../../entry/context.js";
import { canShowScreens } from "../../entry/progress-mode.js";
import { openScreens } from "../../terminal/open-screens.js";
import { assertKnown, type ElementViews, elementViews, page, VIEWS, virtualViews, whyView } from "./views.js";

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
	readonly source?: readonly string[];
}

/**
 * `diskwright explore [NAME]`: the catalogue, or one element from all sides. Needs no root and changes nothing. Without
 * flags, in a terminal, it opens the explorer's screen.
 */
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
		.option(...ELEMENTS_PATH_FLAG)
		.option(
			"--source <name[@commit]>",
			"elements of others, by the name in 'diskwright elements list'; may be repeated",
			collect,
		)
		.action(async (name: string | undefined, flags: ExploreFlags) => {
			const env = withElementsPath(context.env, flags.elementsPath);
			const { elementsPath: _, ...views } = flags;
			if (Object.keys(views).length === 0 && canShowScreens(env)) return explore(name, { ...context, env });
			const sources = await provideSources(await namedSources(flags.source ?? [], env), env, { fetch: "no" });
			const catalogue = await loadCatalogue(env, context, sources);
			const text = name === undefined ? list(catalogue, flags) : await look(name, catalogue, flags, context);
			// Every line of it is clean; a README has styles.
			rawOutput(context.stdout).write(needsAscii(env, peekPreferences(env).signs) ? asciiText(text) : text);
		});
}

/** The explorer's screen; a name that nothing has is refused before it opens. */
async function explore(name: string | undefined, context: CliContext): Promise<void> {
	if (name !== undefined) assertKnown(name, await loadCatalogue(context.env, context));
	await openScreens(context, [
		{ screen: "home" },
		{ screen: "explorer", ...(name === undefined ? {} : { element: name }) },
	]);
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
	const { path, sources, shadowed, problems } = catalogue;
	const elements = summariseCatalogue(catalogue);
	return flags.json ? json({ path, sources, elements, shadowed, problems }) : page(listText(elements, catalogue));
}

async function look(name: string, catalogue: Catalogue, flags: ExploreFlags, context: CliContext): Promise<string> {
	const asked = VIEWS.filter((view) => flags[view]);
	const element = catalogue.elements.get(name);
	const views = element
		? elementViews(describeElement(element, catalogue), context)
		: virtualViews(name, catalogue, asked, await whereElse(name, context.env));
	if (flags.why !== undefined) {
		const { architecture } = await readHostFacts();
		views.why = whyView(name, flags.why, catalogue, architecture);
	}
	const all = Object.keys(views) as (keyof ElementViews)[];
	const shown = asked.length > 0 ? asked : flags.json ? all : (["summary"] as const);
	if (flags.json) return json(Object.fromEntries(shown.map((view) => [view, views[view]!.data])));
	return shown.map((view) => views[view]!.text()).join("\n");
}

const json = (data: unknown) => `${printableJson(data, 2)}\n`;
