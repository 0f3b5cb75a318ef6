/** An installed package as a manifest lists it. */
export interface InstalledPackage {
	readonly name: string;
	readonly version: string;
	readonly architecture: string;
	/** KiB that it takes in the tree; absent in manifests of older builds. */
	readonly kib?: number;
	/** By which element it came in, or ASKED_FOR. */
	readonly element?: string;
}

/** In the place of an element: the user asked for the package. */
export const ASKED_FOR = "(asked for)";

/** One difference between two images; a changed package has both versions. */
export interface PackageChange {
	readonly kind: "added" | "removed" | "changed";
	readonly name: string;
	readonly before?: string;
	readonly after?: string;
}

/** What became of the packages of an image, sorted by name. The same name in another architecture is another package. */
export function diffPackages(
	before: readonly InstalledPackage[],
	after: readonly InstalledPackage[],
): readonly PackageChange[] {
	const old = byKey(before);
	const now = byKey(after);
	const changes: PackageChange[] = [];
	for (const [key, { version }] of now) {
		const earlier = old.get(key)?.version;
		if (earlier === undefined) changes.push({ kind: "added", name: key, after: version });
		else if (earlier !== version) changes.push({ kind: "changed", name: key, before: earlier, after: version });
	}
	for (const [key, { version }] of old) {
		if (!now.has(key)) changes.push({ kind: "removed", name: key, before: version });
	}
	return changes.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** By name; where an image has a package in several architectures (multiarch), by name and architecture. */
function byKey(packages: readonly InstalledPackage[]): Map<string, InstalledPackage> {
	const main = mainArchitecture(packages);
	const key = ({ name, architecture }: InstalledPackage) =>
		architecture === main || architecture === "all" || architecture === "" ? name : `${name}:${architecture}`;
	return new Map(packages.map((one) => [key(one), one]));
}

/** The architecture most packages have, `all` left aside. */
function mainArchitecture(packages: readonly InstalledPackage[]): string | undefined {
	const counts = new Map<string, number>();
	for (const { architecture } of packages) {
		if (architecture !== "all") counts.set(architecture, (counts.get(architecture) ?? 0) + 1);
	}
	return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
