/** How the package managers of the distributions name what they do not have; a group holds one name, or several. */
const MISSING: readonly RegExp[] = [
	/^(?:E|Error): Unable to locate package (\S+)/,
	/^(?:E|Error): Package '?([^\s']+)'? has no installation candidate/,
	/^(?:E|Error): Couldn't find any package by (?:glob|regex) '([^']+)'/,
	/^(?:E|Error): Version '[^']*' for '([^']+)' was not found/,
	/^E: Couldn't find these debs: (.+)$/,
	/^(?:No match for argument|Error: Unable to find a match|error: No package matches)[: ]+'?([^']+?)'?$/,
	/^No package (\S+) available\.?$/,
	/^(?:No provider of|Package) '([^']+)' (?:not )?found\.?$/,
	/^'([^']+)' not found in package names/,
	/^error: target not found: (\S+)/,
	/^ {2,}(\S+) \(no such package\):?/,
	/^(?:!!! |emerge: )?(?:[Tt]here are no (?:ebuilds|binary packages) to satisfy|All ebuilds that could satisfy) "([^"]+)"/,
	/^(?:ERROR: )?No matching distribution found for (\S+)/,
];

/** The packages that a package manager says it does not have, in its order. */
export function missingPackages(said: readonly string[]): string[] {
	const names = said.flatMap((line) =>
		MISSING.flatMap((pattern) => pattern.exec(withoutColours(line))?.[1]?.split(/[\s,]+/) ?? []),
	);
	return [...new Set(names.filter(Boolean))];
}

const withoutColours = (line: string) => line.replace(/\x1b\[[\d;]*m/g, "");

/** How they name a package that was asked for and cannot have what it needs, or not beside another. */
const UNMET: readonly RegExp[] = [
	/^ *(\S+) : (?:Pre-?)?(?:Depends|Conflicts|Breaks): /,
	/nothing provides .+ needed by '?(?:the to be installed )?([^\s']+?)(?:-\d\S*)?'?$/,
	/^ {2,}required by: world\[([^\]<>=~]+)/,
	/^:: unable to satisfy dependency '\S+' required by (\S+)/,
	/^ - package (\S+?)-\d\S* (?:conflicts with|requires) /,
];

/** The packages of which a package manager says that what they need, or do not bear, keeps them out. */
export function unmetPackages(said: readonly string[]): string[] {
	const names = said.flatMap((line) => UNMET.flatMap((pattern) => pattern.exec(withoutColours(line))?.[1] ?? []));
	return [...new Set(names)];
}
