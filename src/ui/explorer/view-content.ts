import type { Catalogue, Element } from "../../core/element/element.js";
import type { ElementFile } from "../../core/element/element-file.js";
import { serialiseError } from "../../core/errors.js";
import type { CatalogueIndex } from "../../core/explore/catalogue-index.js";
import { dependantsOf } from "../../core/explore/dependants.js";
import { dependantTree, dependencyTree } from "../../core/explore/dependency-tree.js";
import type { ElementSummary } from "../../core/explore/element-summary.js";
import type { ElementVariable } from "../../core/explore/element-variables.js";
import { exclusionsOf } from "../../core/explore/exclusions.js";
import { whatIf } from "../../core/explore/what-if.js";
import { type Readme, renderReadme } from "../../core/readme/render.js";
import type { Loaded } from "../kit/hooks/use-loaded.js";
import type { CheckResult } from "../services/catalogue.js";
import { aboutRows, nameRows } from "./about-rows.js";
import { exclusionRows } from "./exclusion-rows.js";
import { findingRows } from "./finding-rows.js";
import { hookRows } from "./hook-rows.js";
import type { Visit } from "./trail.js";
import { dependantRows, dependencyRows } from "./tree-rows.js";
import { variableRows } from "./variable-rows.js";
import { errorRows, fileRows, piece, row, type ViewRow } from "./view-row.js";
import { whyRows } from "./why-rows.js";

/** What a place looks at beside the catalogue itself. */
export type Fetched =
	| { readonly kind: "file"; readonly file: ElementFile }
	| { readonly kind: "readme"; readonly readme: Readme | undefined }
	| { readonly kind: "variables"; readonly variables: readonly ElementVariable[] }
	/** Debian's name of the host's architecture, which an image is made for unless it is told otherwise. */
	| { readonly kind: "host"; readonly architecture: string };

export interface ContentOf {
	readonly place: Visit;
	readonly catalogue: Catalogue;
	readonly index: CatalogueIndex;
	readonly summary: ElementSummary | undefined;
	readonly fetched: Loaded<Fetched | undefined>;
	readonly checked: Loaded<CheckResult> | undefined;
	readonly isFolded: (path: string) => boolean;
}

/** The rows of a place, each at most `columns` cells. */
export function viewRows(of: ContentOf, columns: number): ViewRow[] {
	const { place, catalogue, index, fetched } = of;
	const { element: name, view, file } = place;
	const element = catalogue.elements.get(name);
	if (!element && (file || (view !== "tree" && view !== "needed by"))) {
		return nameRows(name, index.providers.get(name) ?? [], columns);
	}
	if (fetched.status === "failed") return errorRows(fetched.error, columns);
	if (fetched.status === "loading") return [];
	if (view === "tree" && !file) return dependencyRows(dependencyTree(name, catalogue, index), of.isFolded);
	if (view === "needed by" && !file) return neededByRows(of);
	return elementRows(of, element as Element, fetched.value, columns);
}

function neededByRows({ place: { element: name }, catalogue, index, isFolded }: ContentOf): ViewRow[] {
	const provided = catalogue.elements.get(name)?.provides ?? [];
	return dependantRows(
		dependantTree(name, catalogue, index),
		provided.map((one) => dependantTree(one, catalogue, index)),
		dependantsOf(name, catalogue, index),
		isFolded,
	);
}

function elementRows(of: ContentOf, element: Element, fetched: Fetched | undefined, columns: number): ViewRow[] {
	const { place, catalogue, index, summary, checked } = of;
	switch (fetched?.kind) {
		case "file":
			if (fetched.file.binary) return [row(piece("This file is not text.", "dim"))];
			return fileRows(fetched.file.text, columns);
		case "readme":
			if (!fetched.readme) return [row(piece(`${element.name} has no README.`, "dim"))];
			return renderReadme(fetched.readme, columns).map((line) => ({ line }));
		case "variables":
			return variableRows(element, fetched.variables, columns);
		case "host":
			try {
				return whyRows(element.name, whatIf([element.name], catalogue, fetched.architecture));
			} catch (error) {
				return errorRows(serialiseError(error), columns);
			}
		case undefined:
			break;
	}
	if (place.view === "excludes") {
		return exclusionRows(element.name, exclusionsOf(element.name, catalogue, index), columns);
	}
	if (place.view === "hooks") return hookRows(element);
	if (place.view === "checks") return findingRows(element, checked, columns);
	return summary ? aboutRows(summary, columns) : [];
}

/** Whether a place is a text to be scrolled; in others one row is highlighted. */
export const scrolls = ({ view, file }: Visit): boolean => file !== undefined || view === "readme";
