import { join } from "node:path";
import { readCatalogue } from "../../src/catalogue/read-catalogue.js";
import type { Catalogue } from "../../src/core/element/element.js";
import { type ElementSpec, makeElements, temporaryFolder } from "./elements.js";

/** Where Debian's package of diskimage-builder keeps its elements. */
export const DIB_ELEMENTS = "/usr/lib/python3/dist-packages/diskimage_builder/elements";

/** A catalogue of made-up elements in one temporary folder. */
export function catalogueOf(elements: Readonly<Record<string, ElementSpec>>): Promise<Catalogue> {
	const root = temporaryFolder();
	return readCatalogue([makeElements(join(root, "elements"), elements)], root);
}
