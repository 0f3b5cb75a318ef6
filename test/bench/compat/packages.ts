import type { Difference, Tree } from "./tree.js";

/** Installed packages by name. */
export type Packages = ReadonlyMap<string, { readonly version: string; readonly needs: readonly string[] }>;

/** Reads dpkg's own database. Of alternatives all count as needed: only the installed ones are ever found. */
export function parsePackages(status: string): Packages {
	const paragraphs = status.split("\n\n").filter((paragraph) => /^Status: .* installed$/m.test(paragraph));
	return new Map(
		paragraphs.map((paragraph) => {
			const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(paragraph)?.[1] ?? "";
			const needs = `${field("Pre-Depends")}, ${field("Depends")}`.split(/[,|]/);
			const names = needs.map((need) => need.trim().replace(/[ :(].*/, "")).filter(Boolean);
			return [field("Package"), { version: field("Version"), needs: names }];
		}),
	);
}

/** The packages as a tree to be compared: `package NAME` with its version. */
export function asTree(packages: Packages): Tree {
	return new Map([...packages].map(([name, { version }]) => [`package ${name}`, { type: "package", version }]));
}

/** Names of packages that `roots` need, directly or not, with themselves. */
export function closure(packages: Packages, roots: readonly string[]): Set<string> {
	const found = new Set<string>();
	const queue = roots.filter((name) => packages.has(name));
	for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
		if (found.has(name)) continue;
		found.add(name);
		queue.push(...(packages.get(name)?.needs ?? []).filter((need) => packages.has(need)));
	}
	return found;
}

/** True for a package of one side only that is there because a package of `causes` needs it. */
export function follows({ path, aspect, upstream }: Difference, sides: readonly Packages[], causes: readonly string[]) {
	const side = sides[upstream === "missing" ? 1 : 0] as Packages;
	return aspect === "exists" && closure(side, causes).has(path.slice("package ".length));
}
