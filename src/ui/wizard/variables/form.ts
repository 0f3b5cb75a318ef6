import type { Element } from "../../../core/element/element.js";
import { isEngineVariable } from "../../../core/element/engine-variables.js";
import type { DraftBuild } from "../../../core/profile/draft-build.js";
import { isSecretName } from "../../../core/secrets/secret-name.js";
import { filterWords, passes } from "../../../core/text/filter-words.js";
import { nearest } from "../../../core/text/suggest.js";
import { loginFields, USER_VARIABLES } from "../../login/login.js";
import { type Field, type ReadVariables, referenceText, type StepName } from "./fields.js";

/** One line of the form. */
export type FormRow =
	| { readonly kind: "heading"; readonly text: string; readonly count: number }
	| { readonly kind: "field"; readonly field: Field };

/** `element`: by the element that reads it; `concern`: by the category of that element. */
export type Grouping = "element" | "concern";

export interface FormInput {
	readonly build: DraftBuild;
	/** Of the variables of the selected elements. */
	readonly fields: ReadonlyMap<string, Field>;
	readonly read: readonly ReadVariables[];
	readonly elements: readonly Pick<Element, "name" | "meta">[];
	/** Variables that are chosen in another step. */
	readonly chosenElsewhere: ReadonlyMap<string, StepName>;
	readonly grouping: Grouping;
	readonly filter: string;
}

/** The form from top to bottom: who can log in, variables that nobody reads, then everything that elements read. */
export function formRows(input: FormInput): FormRow[] {
	const { build, fields, filter } = input;
	const own = build.profile.variables ?? {};
	const strange = Object.keys(own).filter((name) => !fields.has(name));
	const groups: [string, readonly Field[]][] = [
		["Who can log in", loginFields(build)],
		["Set, but nobody reads it", strange.filter((name) => !isEngineVariable(name)).map((name) => unread(name, input))],
		["Read by the engine", strange.filter(isEngineVariable).map((name) => unread(name, input))],
		...readGroups(input),
	];
	const words = filterWords(filter);
	return groups.flatMap(([text, all]) => {
		const left = all.filter((field) => passes(textOf(field), words));
		if (left.length === 0) return [];
		return [
			{ kind: "heading" as const, text, count: left.length },
			...left.map((field) => ({ kind: "field" as const, field })),
		];
	});
}

/** Each variable stands once: with the first element that reads it, elements with element.yaml leading. */
function readGroups({ build, fields, read, elements, grouping }: FormInput): [string, Field[]][] {
	const meta = new Map(elements.map((element) => [element.name, element.meta]));
	const shown = new Set<string>();
	const groups = new Map<string, Field[]>();
	for (const { element, variables } of [...read].sort(
		(a, b) => rank(meta.get(a.element)) - rank(meta.get(b.element)),
	)) {
		const group = grouping === "element" ? element : (meta.get(element)?.category ?? "other");
		for (const { name } of variables) {
			const field = fields.get(name);
			const elsewhere = USER_VARIABLES.has(name) && build.profile.variables?.[name] === undefined;
			if (!field || elsewhere || shown.has(name)) continue;
			shown.add(name);
			groups.set(group, [...(groups.get(group) ?? []), field]);
		}
	}
	return [...groups];
}

const rank = (meta: Element["meta"]) => (meta ? 0 : 1);

function unread(name: string, { build, fields, chosenElsewhere }: FormInput): Field {
	const value = build.profile.variables?.[name] ?? "";
	const alike = nearest(name, [...fields.keys(), ...chosenElsewhere.keys()]);
	return {
		...{ id: name, label: name, type: "string", secret: isSecretName(name), mined: false, readers: [] },
		value: typeof value === "string" ? value : referenceText(value),
		source: typeof value === "string" ? "profile" : "reference",
		...(isEngineVariable(name)
			? { meaning: "Read by the engine itself." }
			: {
					meaning: "No selected element reads this variable.",
					problem: alike.length > 0 ? `did you mean ${alike.join(" or ")}?` : "no selected element reads it",
				}),
	};
}

function textOf({ label, meaning, mined, readers, source }: Field): string {
	return [label, meaning, source, mined ? "mined" : "", ...readers.map(({ element }) => element)]
		.join(" ")
		.toLowerCase();
}
