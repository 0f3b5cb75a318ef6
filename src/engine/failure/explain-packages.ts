import { readFileSync } from "node:fs";
import { askersOf, missingPackages, unmetPackages } from "../../core/failure/missing-packages.js";
import { unsetText, unsetVariable } from "../../core/failure/unset-variable.js";
import type { BuildOrder } from "../../core/planning/plan.js";

/** More names than these tell nothing more: an index that is missing lacks every package. */
const MOST = 5;

/**
 * Names the packages that a package manager did not find, or could not fit in, and whoever asks for each: an element by the line
 * of its list, its map or its hook, or the user who named it.
 */
export function explainPackages(said: readonly string[], { plan, elements }: BuildOrder): string[] {
	const missing = missingPackages(said);
	const unmet = missing.length > 0 ? [] : unmetPackages(said);
	return [
		...missing.map((name) => ({ name, what: "There is no package" })),
		...unmet.map((name) => ({ name, what: "Cannot be installed:" })),
	]
		.slice(0, MOST)
		.map(({ name, what }) => {
			const askers = askersOf(name, elements, readOrNothing).map(
				({ element, file, line }) => `the element ${element} (line ${line} of ${file})`,
			);
			if (plan.settings.extraPackages.includes(name))
				askers.unshift(plan.program === "diskwright" ? "`packages:` of the profile, or --package" : "-p");
			return `${what} ${name}${askers.length > 0 ? `, which is asked for by ${askers.join(" and ")}` : ""}`;
		});
}

function readOrNothing(file: string): string {
	try {
		return readFileSync(file, "latin1");
	} catch {
		return "";
	}
}

/** Names the variable for want of which the script in `file`, a hook or a snippet, has ended. */
export function explainVariables(said: readonly string[], file: string | undefined): string[] {
	const unset = unsetVariable(said, file === undefined ? "" : textOf(file));
	return unset ? [unsetText(unset)] : [];
}

function textOf(file: string): string {
	try {
		return readFileSync(file, "latin1");
	} catch {
		return "";
	}
}
