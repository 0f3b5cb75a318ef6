import type { Element } from "../element/element.js";

type Elements = ReadonlyMap<string, Element>;

/** What is known when an expansion ends, in success or in failure. */
export interface Expansion {
	/** Every name that came up, in the order it came up. */
	readonly names: ReadonlySet<string>;
	/** Elements whose dependencies were followed and whose provides count. */
	readonly processed: ReadonlySet<string>;
	/** Provided name → the element that provides it. */
	readonly providers: ReadonlyMap<string, string>;
	/** Name → the element that named it first; requested names have none. */
	readonly parents: ReadonlyMap<string, string>;
}

export type Failure =
	| { readonly kind: "not-found"; readonly name: string }
	| { readonly kind: "already-provided"; readonly name: string; readonly by: string; readonly again: string }
	| { readonly kind: "requested-is-provided"; readonly names: readonly string[] }
	| { readonly kind: "no-operating-system" };

/** `failure` is absent when the request resolves. */
export interface Outcome {
	readonly expansion: Expansion;
	readonly failure?: Failure;
}

/** Puts the new dependencies of one element into the order in which they are looked at. */
export type Order = (deps: readonly string[]) => readonly string[];

/**
 * The resolution of contract §4.4. A name is skipped when something looked at earlier provides it, so the order of
 * dependencies can matter: DIB takes them out of an unordered set, `order` says which of its possible runs this is.
 */
export function expand(request: readonly string[], elements: Elements, order: Order): Outcome {
	const names = new Set(request);
	const processed = new Set<string>();
	const providers = new Map<string, string>();
	const parents = new Map<string, string>();
	const expansion = { names, processed, providers, parents };
	const queue = [...request];
	for (const name of queue) {
		if (providers.has(name)) continue;
		const element = elements.get(name);
		if (!element) return { expansion, failure: { kind: "not-found", name } };
		const taken = element.provides.find((provided) => providers.has(provided));
		if (taken !== undefined) {
			const by = providers.get(taken) as string;
			return { expansion, failure: { kind: "already-provided", name: taken, by, again: name } };
		}
		processed.add(name);
		for (const provided of element.provides) providers.set(provided, name);
		for (const dep of order(element.deps.filter((dep) => !names.has(dep)))) {
			names.add(dep);
			parents.set(dep, name);
			if (!providers.has(dep)) queue.push(dep);
		}
	}
	const failure = finalFailure(request, providers);
	return failure ? { expansion, failure } : { expansion };
}

/** The names that are part of the image: all that came up but those that another element stands in for. */
export function namesOf({ names, providers }: Expansion): string[] {
	return [...names].filter((name) => !providers.has(name)).sort();
}

function finalFailure(request: readonly string[], providers: ReadonlyMap<string, string>): Failure | undefined {
	const conflicts = [...new Set(request)].filter((name) => providers.has(name));
	if (conflicts.length > 0) return { kind: "requested-is-provided", names: conflicts };
	if (!providers.has("operating-system")) return { kind: "no-operating-system" };
	return undefined;
}
