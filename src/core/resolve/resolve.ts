import type { Catalogue, Element } from "../element/element.js";
import type { UserError } from "../errors.js";
import { contestedNames, possibleOutcomes, providersFirst } from "./ambiguity.js";
import { type Expansion, expand, type Failure, namesOf, type Outcome } from "./expand.js";
import { failureMessage, resolutionError } from "./failures.js";
import type { Request } from "./prepare.js";
import type { Exclusion, Reason, Resolution, SelectedElement } from "./resolution.js";

/** A request that could not be resolved, with what was known when it failed. */
export interface Refused {
	readonly ok: false;
	/** `element-not-found`, `already-provided`, `requested-is-provided` or `no-operating-system`. */
	readonly error: UserError;
	readonly failure: Failure;
	readonly expansion: Expansion;
}

/**
 * Resolves a request to the elements of the image, as DIB does (contract §4.4) but in a fixed order. Where DIB's own
 * result depends on chance, a run that succeeds is preferred and `ambiguity` tells the others. Throws UserError
 * `element-not-found`, `already-provided`, `requested-is-provided` or `no-operating-system`.
 */
export function resolve(
	request: Request,
	catalogue: Pick<Catalogue, "elements"> & Partial<Pick<Catalogue, "problems">>,
): Resolution {
	const result = tryResolve(request, catalogue);
	if (result.ok) return result.resolution;
	throw result.error;
}

/** Like `resolve`, but a request that cannot be resolved is a result too. */
export function tryResolve(
	request: Request,
	catalogue: Pick<Catalogue, "elements"> & Partial<Pick<Catalogue, "problems">>,
): { readonly ok: true; readonly resolution: Resolution } | Refused {
	const { elements } = catalogue;
	const first = expand(request.names, elements, providersFirst(elements));
	const outcomes = possibleOutcomes(request.names, elements, first);
	const { failure, expansion } = outcomes.find((outcome) => !outcome.failure) ?? first;
	// Looking for problems reads what all elements say of themselves.
	if (failure) {
		return { ok: false, error: resolutionError(failure, expansion, elements, catalogue.problems), failure, expansion };
	}
	const ambiguity = outcomes.length > 1 ? { ambiguity: describe(outcomes, request, elements) } : {};
	return { ok: true, resolution: { requested: request.names, ...parts(expansion, request, elements), ...ambiguity } };
}

function parts(expansion: Expansion, request: Request, elements: ReadonlyMap<string, Element>) {
	const wanted = wantedBy(expansion, elements);
	const selectedNames = namesOf(expansion);
	const inImage = new Set(selectedNames);
	const selected = selectedNames.map((name): SelectedElement => {
		const { path, source, deps, provides } = elements.get(name) as Element;
		const neededBy = (wanted.get(name) ?? []).filter((other) => inImage.has(other));
		const reason = reasonFor(name, request, expansion);
		return { name, path, ...(source ? { source } : {}), reason, neededBy, deps, provides };
	});
	const excluded = [...expansion.names].filter((name) => expansion.providers.has(name)).sort();
	return {
		selected,
		excluded: excluded.map(
			(name): Exclusion => ({
				name,
				providedBy: expansion.providers.get(name) as string,
				virtual: !elements.has(name),
				neededBy: wanted.get(name) ?? [],
			}),
		),
	};
}

/** Name → the elements looked at that depend on it, sorted. */
function wantedBy({ processed }: Expansion, elements: ReadonlyMap<string, Element>): Map<string, string[]> {
	const wanted = new Map<string, string[]>();
	for (const name of [...processed].sort()) {
		for (const dep of elements.get(name)?.deps ?? []) {
			const list = wanted.get(dep);
			if (list) list.push(name);
			else wanted.set(dep, [name]);
		}
	}
	return wanted;
}

function reasonFor(name: string, { implied }: Request, { parents }: Expansion): Reason {
	const chain: string[] = [];
	for (let parent = parents.get(name); parent !== undefined; parent = parents.get(parent)) chain.unshift(parent);
	if (chain.length > 0) return { kind: "dependency", chain };
	const rule = Object.hasOwn(implied, name) ? implied[name] : undefined;
	return rule ? { kind: "implied", rule } : { kind: "requested" };
}

function describe(outcomes: readonly Outcome[], request: Request, elements: ReadonlyMap<string, Element>) {
	const names = contestedNames(request.names, elements).map((name) => `'${name}'`);
	return {
		message:
			`diskimage-builder comes to one of ${outcomes.length} results here, by chance: it depends on whether ` +
			`${names.join(", ")} or what provides it is looked at first. The same one is taken on every run here`,
		outcomes: outcomes.map(({ failure, expansion }) =>
			failure
				? { ok: false as const, error: failureMessage(failure, expansion) }
				: { ok: true as const, names: namesOf(expansion) },
		),
	};
}
