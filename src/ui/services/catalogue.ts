import type { Catalogue, Element } from "../../core/element/element.js";
import type { ElementFile } from "../../core/element/element-file.js";
import type { ElementSummary } from "../../core/explore/element-summary.js";
import type { ElementVariable } from "../../core/explore/element-variables.js";
import type { Finding } from "../../core/lint/rule.js";
import type { LintTool } from "../../core/lint/tool-rules.js";
import type { DraftBuild } from "../../core/profile/draft-build.js";
import type { Readme } from "../../core/readme/render.js";

/** What the checks of an element came to. */
export interface CheckResult {
	readonly findings: readonly Finding[];
	/** Tools that should have looked at its files but are not installed. */
	readonly missingTools: readonly LintTool[];
}

/** Reads elements. Everything throws UserError, `element-gone` for an element that is not there any more. */
export interface CatalogueService {
	/** All elements of the elements path, and of the collections that a draft names. */
	load(draft?: Pick<DraftBuild, "profile" | "file" | "elementsPath">): Promise<Catalogue>;
	/** What to show of every element in a list, sorted by name. */
	summaries(catalogue: Catalogue): Promise<readonly ElementSummary[]>;
	/** The element's README; undefined when it has none. */
	readme(element: Element): Promise<Readme | undefined>;
	/** What the element reads, declared or mined. */
	variables(element: Element): Promise<readonly ElementVariable[]>;
	/** A file of the element: `install.d/50-x`. */
	file(element: Element, path: string): Promise<ElementFile>;
	/** What `diskwright lint` says about the element. */
	check(element: Element, catalogue: Catalogue): Promise<CheckResult>;
}
