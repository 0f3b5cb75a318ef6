import { ASKED_FOR, type InstalledPackage } from "../../core/output/package-diff.js";

/** One line of what fills an image. */
export interface FillRow {
	readonly kind: "element" | "package";
	readonly name: string;
	readonly kib: number;
	/** Packages of an element. */
	readonly count: number;
}

/** How many packages of an element are named; the rest is in its sum. */
const LARGEST = 5;
/** Smaller packages are not worth a line. */
const LEAST_KIB = 1024;

/** What fills an image: elements with what they brought, the largest first, each with its largest packages below it. */
export function fillRows(packages: readonly InstalledPackage[]): FillRow[] {
	const groups = new Map<string, InstalledPackage[]>();
	for (const one of packages) {
		if (one.kib === undefined) continue;
		const name = one.element === ASKED_FOR ? "packages you asked for" : (one.element ?? "packages");
		groups.set(name, [...(groups.get(name) ?? []), one]);
	}
	return [...groups]
		.map(([name, own]) => ({ name, own, kib: own.reduce((sum, { kib = 0 }) => sum + kib, 0) }))
		.sort((a, b) => b.kib - a.kib || (a.name < b.name ? -1 : 1))
		.flatMap(({ name, own, kib }) => [
			{ kind: "element" as const, name, kib, count: own.length },
			...own
				.filter(({ kib: size = 0 }) => size >= LEAST_KIB)
				.sort((a, b) => (b.kib ?? 0) - (a.kib ?? 0))
				.slice(0, LARGEST)
				.map((one) => ({ kind: "package" as const, name: one.name, kib: one.kib ?? 0, count: 1 })),
		]);
}
