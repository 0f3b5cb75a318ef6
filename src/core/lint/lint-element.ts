import type { Element } from "../element/element.js";
import { DATA_RULES } from "./data-rules.js";
import { HOOK_RULES } from "./hook-rules.js";
import { LAYOUT_RULES } from "./layout-rules.js";
import { METADATA_RULES } from "./metadata-rules.js";
import { disabledRules } from "./opt-out.js";
import type { Finding, LintFacts, Rule, Sighting } from "./rule.js";
import { SCRIPT_RULES } from "./script-rules.js";
import { TOOL_RULES, type ToolRemark, toolSightings } from "./tool-rules.js";
import { VARIABLE_RULES } from "./variable-rules.js";

/** Every rule, those of dib-lint among them. */
export const RULES: readonly Rule[] = [
	...METADATA_RULES,
	...SCRIPT_RULES,
	...LAYOUT_RULES,
	...DATA_RULES,
	...HOOK_RULES,
	...VARIABLE_RULES,
	...TOOL_RULES,
];

/**
 * Checks one element with every rule, without the ones in `ignored` and those that a file switches off for itself.
 * `remarks` are what shellcheck and flake8 said about its files. Sorted by file and line.
 */
export function lintElement(
	facts: LintFacts,
	ignored: ReadonlySet<string> = new Set(),
	remarks: readonly ToolRemark[] = [],
): Finding[] {
	const disabled = new Map(facts.files.map(({ file, text }) => [file, disabledRules(text)]));
	const sightings = [
		...RULES.flatMap((rule) => rule.check(facts).map((sighting) => ({ rule, sighting }))),
		...toolSightings(remarks),
	];
	return sightings
		.filter(({ rule, sighting }) => !ignored.has(rule.id) && !disabled.get(sighting.place.file)?.has(rule.id))
		.map(({ rule, sighting }) => finding(facts.element, rule, sighting))
		.sort(byPlace);
}

function finding({ name }: Element, rule: Rule, sighting: Sighting): Finding {
	const { id, severity, cure } = rule;
	return { rule: id, severity, cure, element: name, ...sighting };
}

function byPlace({ place: a }: Finding, { place: b }: Finding): number {
	if (a.file !== b.file) return a.file < b.file ? -1 : 1;
	return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
