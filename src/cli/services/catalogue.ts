import { readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { readElementFiles, readReadme } from "../../catalogue/read-files.js";
import type { Catalogue, Element } from "../../core/element.js";
import { UserError } from "../../core/errors.js";
import { indexCatalogue } from "../../core/explore/catalogue-index.js";
import { type ElementSummary, summarise } from "../../core/explore/element-summary.js";
import { elementVariables } from "../../core/explore/element-variables.js";
import type { CatalogueService } from "../../ui/services/catalogue.js";
import { loadCatalogue } from "../compile.js";
import type { CliContext } from "../context.js";

/** Reads elements from disk for the screens. */
export function catalogueService(context: CliContext): CatalogueService {
	return {
		load(more = []) {
			const path = [...more, context.env.ELEMENTS_PATH].filter(Boolean).join(delimiter);
			return loadCatalogue(path ? { ...context.env, ELEMENTS_PATH: path } : context.env, context);
		},
		summaries: async (catalogue) => summaries(catalogue),
		readme: async (element) => readReadme(element),
		variables: async (element) => elementVariables(element, readElementFiles(element)),
		fileText: ({ path }, file) => readText(join(path, file)),
	};
}

/** Titles of elements without element.yaml are in their READMEs; one that has gone meanwhile is listed without. */
function summaries(catalogue: Catalogue): ElementSummary[] {
	const index = indexCatalogue(catalogue);
	return [...catalogue.elements.keys()].sort().map((name) => {
		const element = catalogue.elements.get(name) as Element;
		return summarise(element, catalogue, index, element.meta ? undefined : readmeOrNone(element));
	});
}

function readmeOrNone(element: Element) {
	try {
		return readReadme(element);
	} catch (error) {
		if (error instanceof UserError) return undefined;
		throw error;
	}
}

async function readText(file: string): Promise<string | undefined> {
	try {
		return new TextDecoder("utf-8").decode(await readFile(file));
	} catch {
		return undefined;
	}
}
