import type { Catalogue, Element } from "../../core/element.js";

/** Reads elements. */
export interface CatalogueService {
	/** All elements of the elements path; `more` are folders before it. Throws UserError for a path that is none. */
	load(more?: readonly string[]): Promise<Catalogue>;
	/** Text of the element's README; undefined when it has none. */
	readme(element: Element): Promise<string | undefined>;
	/** Text of a file of the element (`install.d/50-x`); undefined when it cannot be read as text. */
	fileText(element: Element, file: string): Promise<string | undefined>;
}
