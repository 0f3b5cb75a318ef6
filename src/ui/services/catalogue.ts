import type { Catalogue, Element } from "../../core/element.js";
import type { ElementSummary } from "../../core/explore/element-summary.js";
import type { ElementVariable } from "../../core/explore/element-variables.js";
import type { Readme } from "../../core/readme/render.js";

/** Reads elements. Everything throws UserError, `element-gone` for an element that is not there any more. */
export interface CatalogueService {
	/** All elements of the elements path; `more` are folders before it. */
	load(more?: readonly string[]): Promise<Catalogue>;
	/** What to show of every element in a list, sorted by name. */
	summaries(catalogue: Catalogue): Promise<readonly ElementSummary[]>;
	/** The element's README; undefined when it has none. */
	readme(element: Element): Promise<Readme | undefined>;
	/** What the element reads, declared or mined. */
	variables(element: Element): Promise<readonly ElementVariable[]>;
	/** Text of a file of the element (`install.d/50-x`); undefined when it cannot be read as text. */
	fileText(element: Element, file: string): Promise<string | undefined>;
}
