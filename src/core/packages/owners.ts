/** What dpkg's database tells of an installed package. */
export interface DpkgPackage {
	readonly name: string;
	/** Names that it needs, alternatives included. */
	readonly needs: readonly string[];
	/** Part of the smallest system: priority required or important, or essential. */
	readonly basic: boolean;
}

/**
 * By which element each package came into an image: the one that asks for it; else the operating system's, for the
 * smallest system and what that needs; else the one that asks for something that needs it, by the shortest way. What
 * nobody asked for is the operating system's.
 */
export function packageOwners(
	packages: readonly DpkgPackage[],
	asked: ReadonlyMap<string, string>,
	system: string,
): ReadonlyMap<string, string> {
	const byName = new Map(packages.map((one) => [one.name, one]));
	const owners = new Map<string, string>();
	const claim = (name: string, owner: string) => {
		if (!byName.has(name) || owners.has(name)) return false;
		owners.set(name, owner);
		return true;
	};
	/** Breadth first, so that the nearest one counts. */
	const spread = (from: readonly string[]) => {
		const queue = [...from];
		for (const name of queue) {
			for (const needed of byName.get(name)?.needs ?? []) {
				if (claim(needed, owners.get(name) as string)) queue.push(needed);
			}
		}
	};
	const roots = [...asked].filter(([name, element]) => claim(name, element)).map(([name]) => name);
	const basic = packages.filter((one) => one.basic && claim(one.name, system)).map(({ name }) => name);
	spread(basic);
	spread(roots);
	for (const { name } of packages) claim(name, system);
	return owners;
}

/** One paragraph of dpkg's database. */
export function dpkgPackage(paragraph: string): DpkgPackage {
	const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(paragraph)?.[1] ?? "";
	const needs = ["Pre-Depends", "Depends", "Recommends"].flatMap((name) => field(name).split(/[,|]/));
	return {
		name: field("Package"),
		needs: needs.map((text) => text.trim().split(/[\s:(]/)[0] ?? "").filter(Boolean),
		basic: /^(required|important)$/.test(field("Priority")) || field("Essential") === "yes",
	};
}
