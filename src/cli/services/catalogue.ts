import { readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
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
		async readme({ path, files }) {
			const name = ["README.rst", "README.md", "README"].find((file) => files[file]);
			return name === undefined ? undefined : readText(join(path, name));
		},
		fileText: ({ path }, file) => readText(join(path, file)),
	};
}

async function readText(file: string): Promise<string | undefined> {
	try {
		return new TextDecoder("utf-8").decode(await readFile(file));
	} catch {
		return undefined;
	}
}
