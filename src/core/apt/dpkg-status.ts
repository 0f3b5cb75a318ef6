import { parseStanzas } from "./deb822.js";
import { type Alternatives, parseRelations, relationNames } from "./relations.js";

/** A package that is installed in an image. */
export interface InstalledPackage {
	readonly name: string;
	readonly architecture: string;
	readonly provides: readonly string[];
	/** What it needs, and what apt installs with it as a rule. */
	readonly needs: readonly Alternatives[];
}

const FIELDS = new Set(["package", "status", "architecture", "provides", "depends", "pre-depends", "recommends"]);

/** Reads dpkg's database; what was removed is left out. Throws for a text that is none. */
export function parseDpkgStatus(text: string): InstalledPackage[] {
	return parseStanzas(text, FIELDS).flatMap((stanza) => {
		const name = stanza.get("package");
		const state = stanza.get("status")?.split(" ").at(-1) ?? "";
		if (name === undefined || ["", "not-installed", "config-files"].includes(state)) return [];
		const needs = ["pre-depends", "depends", "recommends"].map((field) => stanza.get(field) ?? "");
		return [
			{
				...{ name, architecture: stanza.get("architecture") ?? "all" },
				provides: relationNames(stanza.get("provides") ?? ""),
				needs: needs.flatMap(parseRelations),
			},
		];
	});
}

/** The architectures of packages, the most frequent first: that is the image's own. */
export function architecturesOf(packages: readonly InstalledPackage[]): string[] {
	const counts = new Map<string, number>();
	for (const { architecture } of packages) {
		if (architecture !== "all") counts.set(architecture, (counts.get(architecture) ?? 0) + 1);
	}
	return [...counts].sort((one, other) => other[1] - one[1]).map(([architecture]) => architecture);
}
