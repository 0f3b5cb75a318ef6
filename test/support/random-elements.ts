import fc from "fast-check";
import type { Element } from "../../src/core/element/element.js";

/** Elements by name: what they depend on and what they provide. */
export type RandomElements = Readonly<Record<string, { readonly deps: string[]; readonly provides: string[] }>>;

const NAMES = ["a", "b", "c", "d", "e", "f", "g", "h", "os-one", "os-two"];
const VIRTUAL = ["virtual", "other-virtual"];

/** Small catalogues with all that makes resolution hard: cycles, virtual names, rivals, elements that replace others. */
export const randomElements = catalogues([...VIRTUAL, "a", "b", "c"]);

/** The same without elements that provide the names of others: there every property that a user expects holds. */
export const orderlyElements = catalogues(VIRTUAL);

function catalogues(provided: readonly string[]): fc.Arbitrary<RandomElements> {
	const spec = (name: string) =>
		fc.record({
			name: fc.constant(name),
			deps: fc.uniqueArray(fc.constantFrom(...NAMES, ...VIRTUAL), { maxLength: 2 }),
			provides: fc.oneof(
				{ weight: 4, arbitrary: fc.constant([] as string[]) },
				{ weight: 1, arbitrary: fc.uniqueArray(fc.constantFrom(...provided), { maxLength: 2 }) },
			),
		});
	const os = (name: string) => (name.startsWith("os-") ? ["operating-system"] : []);
	return fc
		.tuple(...NAMES.map(spec))
		.map((specs) =>
			Object.fromEntries(
				specs.map(({ name, deps, provides }) => [name, { deps, provides: [...provides, ...os(name)] }]),
			),
		);
}

/** Requests for such a catalogue, nearly always with an operating system. */
export const randomRequest: fc.Arbitrary<string[]> = fc
	.tuple(
		fc.uniqueArray(fc.constantFrom(...NAMES, ...NAMES, ...NAMES, ...VIRTUAL, "missing"), { maxLength: 3 }),
		fc.constantFrom("os-one", "os-one", "os-two", undefined),
	)
	.map(([names, os]) => [...new Set([...(os ? [os] : []), ...names])])
	.filter((names) => names.length > 0);

/** The catalogue as the resolver takes it. */
export function elementsMap(elements: RandomElements): ReadonlyMap<string, Element> {
	return new Map(
		Object.entries(elements).map(([name, { deps, provides }]) => [
			name,
			{ name, path: `/elements/${name}`, collection: "/elements", deps, provides, files: {}, dirs: {} },
		]),
	);
}
