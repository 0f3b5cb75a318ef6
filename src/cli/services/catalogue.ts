import { delimiter } from "node:path";
import { summariseCatalogue } from "../../catalogue/describe.js";
import { readElementFile, readElementFiles, readReadme } from "../../catalogue/read-files.js";
import { elementVariables } from "../../core/explore/element-variables.js";
import type { CatalogueService } from "../../ui/services/catalogue.js";
import { loadCatalogue } from "../build/compile.js";
import type { CliContext } from "../entry/context.js";
import { lint } from "../lint/lint.js";
import { draftSources } from "./sources.js";

/** Reads elements from disk for the screens. */
export function catalogueService(context: CliContext): CatalogueService {
	return {
		async load(draft) {
			const path = [...(draft?.elementsPath ?? []), context.env.ELEMENTS_PATH].filter(Boolean).join(delimiter);
			const env = path ? { ...context.env, ELEMENTS_PATH: path } : context.env;
			return loadCatalogue(env, context, draft ? await draftSources(draft, context) : []);
		},
		summaries: async (catalogue) => summariseCatalogue(catalogue),
		readme: async (element) => readReadme(element),
		variables: async (element) => elementVariables(element, readElementFiles(element)),
		file: async (element, path) => readElementFile(element, path),
		check: (element, catalogue) => lint({ targets: [element], catalogue }, { tools: true }),
	};
}
