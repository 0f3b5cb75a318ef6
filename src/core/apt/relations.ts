/** Packages of which one is enough: `a | b (>= 2)`. */
export type Alternatives = readonly Relation[];

export interface Relation {
	readonly name: string;
	/** `>= 2`; empty when any version will do. */
	readonly version: string;
}

/** Reads a field such as Depends. */
export function parseRelations(field: string): Alternatives[] {
	return field
		.split(",")
		.map((group) =>
			group.split("|").flatMap((text) => {
				const [, name, version = ""] = /^\s*([a-z0-9][a-z0-9+.-]*)(?::\S+)?\s*(?:\(([^)]*)\))?/i.exec(text) ?? [];
				return name === undefined ? [] : [{ name, version: version.trim() }];
			}),
		)
		.filter(({ length }) => length > 0);
}

/** The names alone, each once. */
export const relationNames = (field: string): string[] => [
	...new Set(parseRelations(field).flatMap((group) => group.map(({ name }) => name))),
];
