import type { Catalogue, Element, ElementMeta, VariableMeta } from "../../src/core/element/element.js";
import { indexCatalogue } from "../../src/core/explore/catalogue-index.js";
import { type ElementSummary, summarise } from "../../src/core/explore/element-summary.js";
import { elementVariables } from "../../src/core/explore/element-variables.js";
import { compilePlan } from "../../src/core/planning/compile-plan.js";
import type { NeededTool } from "../../src/core/planning/plan.js";
import { applyProfile } from "../../src/core/profile/options.js";
import { optionsFromEnvironment } from "../../src/core/settings/from-environment.js";
import type { Services } from "../../src/ui/services/services.js";

export interface FakeElement extends Partial<Omit<Element, "name" | "meta">> {
	readonly title?: string;
	readonly category?: ElementMeta["category"];
	readonly variables?: Readonly<Record<string, Partial<VariableMeta>>>;
	readonly operatingSystem?: NonNullable<ElementMeta["operatingSystem"]>;
}

/** Hooks for an element's `dirs`: `hooks("install", "10-x")`. */
export function hooks(phase: string, ...names: string[]): Element["dirs"] {
	return { [`${phase}.d`]: Object.fromEntries(names.map((name) => [name, { kind: "exec" as const }])) };
}

/** A catalogue of elements that are on no disk. */
export function fakeCatalogue(elements: Readonly<Record<string, FakeElement>>): Catalogue {
	return {
		path: ["/e"],
		elements: new Map(Object.entries(elements).map(([name, spec]) => [name, fakeElement(name, spec)])),
		sources: [],
		shadowed: [],
		problems: [],
	};
}

function fakeElement(name: string, spec: FakeElement): Element {
	const { title, category, variables = {}, operatingSystem, ...part } = spec;
	const declared = Object.entries(variables).map(([variable, meta]): [string, VariableMeta] => [
		variable,
		{ type: "string", meaning: "", secret: false, ...meta },
	]);
	const meta: ElementMeta | undefined =
		title === undefined
			? undefined
			: {
					title,
					category: category ?? "other",
					variables: Object.fromEntries(declared),
					finalFilesystem: {},
					tools: [],
					place: { file: `/e/${name}/element.yaml`, line: 1 },
					...(operatingSystem ? { operatingSystem } : {}),
				};
	const element = { name, path: `/e/${name}`, collection: "/e", deps: [], provides: [], files: {}, dirs: {}, ...part };
	return meta ? { ...element, meta } : element;
}

/** What a list shows of the elements of a catalogue. */
export function summariesOf(catalogue: Catalogue): ElementSummary[] {
	const index = indexCatalogue(catalogue);
	return [...catalogue.elements.values()].map((element) => summarise(element, catalogue, index, undefined));
}

export interface FakeHost {
	readonly tools?: readonly NeededTool[];
	readonly env?: Readonly<Record<string, string>>;
	/** What every hook reads. */
	readonly hookText?: string;
}

/** Services over such a catalogue; plans are compiled in earnest. */
export function catalogueServices(
	catalogue: Catalogue,
	{ tools = [], env = {}, hookText = "" }: FakeHost = {},
): {
	catalogue: Services["catalogue"];
	plans: Pick<Services["plans"], "compile">;
	host: Pick<Services["host"], "facts">;
} {
	return {
		catalogue: {
			load: async () => catalogue,
			summaries: async () => summariesOf(catalogue),
			readme: async () => undefined,
			variables: async (element) => elementVariables(element, []),
			file: async ({ name }, path) => {
				throw new Error(`the fake element ${name} has no ${path}`);
			},
			check: async () => ({ findings: [], missingTools: [] }),
		},
		host: {
			facts: async () => ({ architecture: "amd64", memoryKiB: 1, uid: 0, kernelRelease: "6.1", mirrors: {} }),
		},
		plans: {
			compile: async ({ profile, secrets = {} }) => {
				const all = { ...env, ...secrets };
				const options = applyProfile(optionsFromEnvironment("diskwright", all, "/work"), profile, {
					placeOf: () => ({ file: "profile.yaml" }),
					env: all,
					readText: () => "",
					filePath: (file) => file,
					keyFile: () => "/key.pub",
				});
				return compilePlan({
					...{ options, catalogue, env: all, cwd: "/work", hostArchitecture: "amd64" },
					hostVariables: () => [],
					readText: () => "",
					hookText: () => hookText,
					textOf: () => "",
					neededTools: () => tools,
				});
			},
		},
	};
}
