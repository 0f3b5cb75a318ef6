import { formatPlace, type Place } from "../errors.js";
import { wrapSpans } from "../readme/wrap.js";
import { columns } from "./columns.js";
import type { Dependants } from "./dependants.js";
import type { ElementHooks } from "./element-hooks.js";
import type { ElementSummary } from "./element-summary.js";
import type { ElementVariable } from "./element-variables.js";
import type { Exclusions } from "./exclusions.js";

// Lines hold names and texts as the elements have them: whoever prints them cleans them.

/** What an element is, in a few lines. */
export function summaryText(summary: ElementSummary): string[] {
	const { name, title, mined, category, path, source = "", deps, provides, neededBy, hides, problem } = summary;
	const facts: [string, string][] = [
		["category", `${category}${mined ? "  (guessed: no element.yaml)" : ""}`],
		["path", path],
		["source", source],
		["depends on", deps.join(", ")],
		["provides", provides.join(", ")],
		["needed by", neededBy.join(", ")],
		["hides", hides.join(", ")],
		["broken", problem ? `${formatPlace(problem.place)}: ${problem.message}` : ""],
	];
	return [
		`${name}${title ? `: ${title}` : ""}`,
		...columns(
			facts.filter(([, value]) => value !== ""),
			"  ",
		),
	];
}

/** Who needs an element, nearest first. */
export function dependantsText(name: string, { direct, transitive, provided }: Dependants): string[] {
	return [
		...(direct.length > 0 ? [`needed by ${direct.join(", ")}`] : [`no element depends on ${name} by name`]),
		...transitive.map((one) => `  ${[one.name, ...one.through, name].join(" → ")}`),
		...provided.map((one) => `as ${one.name}: needed by ${one.neededBy.join(", ")}`),
	];
}

/** What an element excludes and conflicts with. */
export function exclusionsText(name: string, { provides, replacedBy, conflicts }: Exclusions): string[] {
	const lines = [
		...provides.map((one) => {
			const what = one.kind === "element" ? `leaves out the element ${one.name}` : `provides ${one.name}`;
			return `${what}${one.neededBy.length > 0 ? `, needed by ${one.neededBy.join(", ")}` : ""}`;
		}),
		...replacedBy.map((other) => `is left out by ${other}, which provides ${name}`),
		...(conflicts.length > 0
			? [
					"cannot be built together with",
					...columns(
						conflicts.map((one) => [one.name, one.why]),
						"  ",
					),
				]
			: []),
	];
	return lines.length > 0 ? lines : [`${name} excludes nothing`];
}

/** Snippets and hooks in the order they run. */
export function hooksText(name: string, { snippets, phases }: ElementHooks): string[] {
	const lines = [
		...(snippets.length > 0 ? ["environment  (sourced before the hooks of every phase)"] : []),
		...snippets.map((snippet) => `  ${snippet.name}`),
		...phases.flatMap(({ phase, where, hooks, ignored }) => [
			`${phase}  (${where === "host" ? "on this host" : "in the image"})`,
			...hooks.map((hook) => `  ${hook.name}`),
			...columns(
				ignored.map((entry) => [entry.name, `does not run: ${entry.why}`]),
				"  ",
			),
		]),
	];
	return lines.length > 0 ? lines : [`${name} runs nothing`];
}

/** Variables with type, default, meaning and who reads them. `root` is the element's directory, cut off paths. */
export function variablesText(
	name: string,
	variables: readonly ElementVariable[],
	root: string,
	width: number,
): string[] {
	if (variables.length === 0) return [`${name} has no variables`];
	return variables.flatMap((variable) => [
		`${variable.name}  ${qualities(variable).join(", ")}`,
		...wrapSpans([{ text: variable.meaning ?? "", style: "plain" }], width - 2).map(
			(line) => `  ${line.map(({ text }) => text).join("")}`,
		),
		`  ${places(variable, root)}`,
	]);
}

function qualities({ type, values, settable, secret, mined, default: given }: ElementVariable): string[] {
	return [
		...(mined ? [] : [values ? values.join(" | ") : type]),
		...(given === undefined ? [] : [`default ${given === "" ? "''" : given}`]),
		...(settable ? [] : ["set by the element itself"]),
		...(secret ? ["secret"] : []),
		...(mined ? ["mined"] : []),
	];
}

/** A file is named once, with its first line. */
function places({ place, uses }: ElementVariable, root: string): string {
	const first = new Map<string, Place>();
	for (const one of [place, ...uses]) if (!first.has(one.file)) first.set(one.file, one);
	return [...first.values()].map((one) => formatPlace(one).replace(`${root}/`, "")).join("  ");
}
