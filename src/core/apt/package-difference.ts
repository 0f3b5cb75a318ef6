/** How the names of inputs begin that are told of packages. */
export const PACKAGE = "package ";
export const CHOICE = "choice of ";
/** A whole name. */
export const BASE = "packages of a base system";

/** What differs of a package, in words: `openssl 3.0.15-1 → 3.0.16-1`; undefined for an input that is none of these. */
export function packageDifference({
	name,
	before,
	now,
}: {
	readonly name: string;
	readonly before?: string;
	readonly now?: string;
}): string | undefined {
	if (before === undefined || now === undefined) return undefined;
	if (name === BASE) return "other packages than before make a base system";
	if (name.startsWith(CHOICE)) return `what can be installed for ${name.slice(CHOICE.length)} has changed`;
	if (!name.startsWith(PACKAGE)) return undefined;
	const shown = name.slice(PACKAGE.length);
	const [was, is] = [versions(before), versions(now)];
	const [gone, come] = [was.filter((one) => !is.includes(one)), is.filter((one) => !was.includes(one))];
	if (gone.length + come.length === 0)
		return `${shown} ${is.join(", ")} is not what it was: it needs other packages, or was made anew`;
	const old = (gone.length > 0 ? gone : was).join(", ");
	return `${shown} ${old} → ${(come.length > 0 ? come : is).join(", ")}`;
}

/** The versions that a value has, each once. */
const versions = (value: string): string[] => [
	...new Set(value === "none" ? ["no version"] : value.split(", ").map((one) => one.split(" ")[0] ?? "")),
];
