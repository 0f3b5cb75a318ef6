import type { Element } from "../element/element.js";
import { nearest } from "../text/suggest.js";
import type { Expansion } from "./expand.js";
import type { Refused } from "./resolve.js";

/** A change of what is asked for after which the request resolves; at least one of both is set. */
export interface Cure {
	readonly remove?: string;
	readonly add?: string;
}

/** More would be no help any more. */
const MOST = 6;

/**
 * The single choices that make a refused request resolve, the nearest first. Each is tried: `resolves` says whether a
 * list of names does. `asked` are the names that can be taken back.
 */
export function cures(
	refused: Refused,
	asked: readonly string[],
	elements: ReadonlyMap<string, Element>,
	resolves: (names: readonly string[]) => boolean,
): Cure[] {
	const found = new Map<string, Cure>();
	for (const cure of candidates(refused, elements)) {
		if (found.size === MOST) break;
		if (cure.remove !== undefined && !asked.includes(cure.remove)) continue;
		const names = asked.filter((name) => name !== cure.remove);
		if (resolves(cure.add === undefined ? names : [...names, cure.add])) found.set(JSON.stringify(cure), cure);
	}
	return [...found.values()];
}

/** `remove vm`, `add debian-minimal`, `replace vmm by vm`. */
export function cureText({ remove, add }: Cure): string {
	if (remove !== undefined && add !== undefined) return `replace ${remove} by ${add}`;
	return remove !== undefined ? `remove ${remove}` : `add ${add}`;
}

function candidates({ failure, expansion }: Refused, elements: ReadonlyMap<string, Element>): Cure[] {
	const providers = (name: string) =>
		[...elements.values()].filter(({ provides }) => provides.includes(name)).map((element) => element.name);
	switch (failure.kind) {
		case "not-found": {
			const remove = origin(failure.name, expansion);
			const wanted = remove === failure.name ? [remove] : [];
			const alike = nearest(failure.name, elements.keys());
			return [
				...wanted.flatMap((name) => alike.map((add) => ({ remove: name, add }))),
				...providers(failure.name).map((add) => ({ add })),
				{ remove },
			];
		}
		case "already-provided":
			return [failure.again, failure.by].map((name) => ({ remove: origin(name, expansion) }));
		case "requested-is-provided":
			return failure.names.flatMap((name) => [
				{ remove: name },
				{ remove: origin(expansion.providers.get(name) ?? name, expansion) },
			]);
		case "no-operating-system":
			return providers("operating-system")
				.sort()
				.map((add) => ({ add }));
	}
}

/** The name that was asked for and led to this one. */
function origin(name: string, { parents }: Expansion): string {
	let root = name;
	for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent;
	return root;
}
