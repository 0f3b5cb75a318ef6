import type { Catalogue, Element } from "../element/element.js";
import { UserError } from "../errors.js";
import { prepareRequest } from "../resolve/prepare.js";
import type { Resolution } from "../resolve/resolution.js";
import { resolve } from "../resolve/resolve.js";

/** Stands for the operating system that a build of the element would be given. */
const ANY_SYSTEM = "the operating system";

/**
 * The resolution of an image made of these elements and what the rules add (contract §4.5), for "why is X in?". Without
 * an operating system among them one is assumed. Throws the UserErrors of `resolve` for everything else.
 */
export function whatIf(
	names: readonly string[],
	catalogue: Pick<Catalogue, "elements">,
	architecture: string,
): Resolution {
	const request = prepareRequest({ elements: names, architecture, skipBase: false });
	try {
		return resolve(request, catalogue);
	} catch (error) {
		if (!(error instanceof UserError) || error.code !== "no-operating-system") throw error;
	}
	const system: Element = {
		name: ANY_SYSTEM,
		path: "",
		collection: "",
		deps: [],
		provides: ["operating-system"],
		files: {},
		dirs: {},
	};
	const elements = new Map(catalogue.elements).set(ANY_SYSTEM, system);
	const resolution = resolve({ ...request, names: [ANY_SYSTEM, ...request.names] }, { elements });
	const selected = resolution.selected.filter(({ name }) => name !== ANY_SYSTEM);
	return { ...resolution, requested: request.names, selected };
}
