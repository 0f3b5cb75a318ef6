/** `{ [name]: value }`, or nothing at all for undefined: keeps absent keys absent. */
export function given<K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } {
	return value === undefined ? {} : ({ [name]: value } as { [key in K]?: V });
}

/** The same values without those that are undefined. */
export function withoutUndefined<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
	const kept = Object.entries(values).filter(([, value]) => value !== undefined);
	return Object.fromEntries(kept) as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** Likewise; undefined when nothing is left. */
export function sectionOf<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } | undefined {
	const kept = withoutUndefined(values);
	return Object.keys(kept).length > 0 ? kept : undefined;
}
