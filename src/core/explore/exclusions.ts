import type { Catalogue, Element } from "../element/element.js";
import { UserError } from "../errors.js";
import { requestFor } from "../resolve/prepare.js";
import { resolve } from "../resolve/resolve.js";
import { indexCatalogue, kindOf } from "./catalogue-index.js";

/** What an element keeps out of an image, and what keeps it out. */
export interface Exclusions {
	/** Names in its `element-provides`: it stands in for them. */
	readonly provides: readonly {
		readonly name: string;
		/** `element`: a real element of that name is left out. */
		readonly kind: "element" | "virtual";
		readonly neededBy: readonly string[];
	}[];
	/** Elements that provide its own name and so keep it out, sorted. */
	readonly replacedBy: readonly string[];
	/** Elements that cannot be asked for together with it, sorted, with the reason in one sentence. */
	readonly conflicts: readonly { readonly name: string; readonly why: string }[];
}

type Elements = Pick<Catalogue, "elements">;

/** What `name` would exclude. Conflicts are tried, pair by pair, with the resolver itself (contract §4.4). */
export function exclusionsOf(name: string, catalogue: Elements, index = indexCatalogue(catalogue)): Exclusions {
	const element = catalogue.elements.get(name);
	return {
		provides: (element?.provides ?? []).map((provided) => ({
			name: provided,
			kind: kindOf(provided, catalogue, index) === "element" ? "element" : "virtual",
			neededBy: index.dependants.get(provided) ?? [],
		})),
		replacedBy: (index.providers.get(name) ?? []).filter((other) => other !== name),
		conflicts: element && !conflict([name], catalogue) ? conflictsOf(element, catalogue) : [],
	};
}

function conflictsOf({ name }: Element, catalogue: Elements): { name: string; why: string }[] {
	const others = [...catalogue.elements.keys()].filter((other) => other !== name).sort();
	return others.flatMap((other) => {
		const why = conflict([name, other], catalogue);
		return why && !conflict([other], catalogue) ? [{ name: other, why }] : [];
	});
}

/** Why these cannot be in one image, if `element-provides` is the reason. */
function conflict(names: readonly string[], catalogue: Elements): string | undefined {
	try {
		resolve(requestFor(...names), catalogue);
		return undefined;
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return ["already-provided", "requested-is-provided"].includes(error.code) ? error.message : undefined;
	}
}
