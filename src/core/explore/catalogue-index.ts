import type { Catalogue } from "../element/element.js";

/** Who asks for a name and who provides it, for every name of a catalogue. All lists are sorted. */
export interface CatalogueIndex {
	/** Name in some `element-deps` → the elements that list it. */
	readonly dependants: ReadonlyMap<string, readonly string[]>;
	/** Name in some `element-provides` → the elements that list it. */
	readonly providers: ReadonlyMap<string, readonly string[]>;
}

/** What a name stands for: `virtual` exists only in element-provides, `missing` nowhere at all. */
export type NameKind = "element" | "virtual" | "missing";

/** Indexes a catalogue in one pass. */
export function indexCatalogue({ elements }: Pick<Catalogue, "elements">): CatalogueIndex {
	const dependants = new Map<string, string[]>();
	const providers = new Map<string, string[]>();
	for (const name of [...elements.keys()].sort()) {
		for (const dep of elements.get(name)!.deps) append(dependants, dep, name);
		for (const provided of elements.get(name)!.provides) append(providers, provided, name);
	}
	return { dependants, providers };
}

/** What `name` stands for in this catalogue. */
export function kindOf(name: string, { elements }: Pick<Catalogue, "elements">, index: CatalogueIndex): NameKind {
	if (elements.has(name)) return "element";
	return index.providers.has(name) ? "virtual" : "missing";
}

function append(map: Map<string, string[]>, key: string, value: string): void {
	const list = map.get(key);
	if (list) list.push(value);
	else map.set(key, [value]);
}
