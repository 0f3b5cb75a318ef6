import type { VariableMeta } from "../../../core/element/element.js";
import type { Place } from "../../../core/errors.js";
import type { ElementVariable } from "../../../core/explore/element-variables.js";
import { valueComplaint } from "../../../core/hooks/variable-value.js";
import type { CompiledPlan } from "../../../core/planning/compile-plan.js";
import type { PlannedVariable } from "../../../core/planning/plan.js";
import type { DraftBuild } from "../../../core/profile/draft-build.js";
import type { Reference } from "../../../core/settings/setting.js";

/** Where the value of a field comes from. `memory`: a secret typed in, kept for this build only. */
export type ValueSource = "profile" | "reference" | "memory" | "environment" | "host" | "engine" | "default" | "unset";

/** One thing that can be set. */
export interface Field {
	/** Name of the variable, or the key of the profile's user: `user.name`. */
	readonly id: string;
	readonly label: string;
	readonly type: VariableMeta["type"];
	readonly values?: readonly string[];
	readonly default?: string;
	readonly meaning: string;
	readonly secret: boolean;
	/** Found in README and scripts, not declared in element.yaml. */
	readonly mined: boolean;
	readonly readers: readonly Reader[];
	/** Absent when there is none, or when it must not be shown. */
	readonly value?: string;
	readonly source: ValueSource;
	/** What is wrong with the value, or that nobody reads it. */
	readonly problem?: string;
	/** The step in which it is chosen instead. */
	readonly step?: StepName;
}

/** A step, as it is told of. */
export interface StepName {
	readonly title: string;
}

/** An element that reads the variable, and where. */
export interface Reader {
	readonly element: string;
	readonly places: readonly Place[];
}

/** What one element reads. */
export interface ReadVariables {
	readonly element: string;
	readonly variables: readonly ElementVariable[];
}

/**
 * A field for every variable that can be set for these elements, declared ones leading where several elements read it.
 * `chosenElsewhere`: variables that a profile has keys of its own for, with the step in which they are chosen.
 */
export function variableFields(
	read: readonly ReadVariables[],
	build: DraftBuild,
	compiled: CompiledPlan | undefined,
	chosenElsewhere: ReadonlyMap<string, StepName>,
): ReadonlyMap<string, Field> {
	const byName = new Map<string, { readonly variable: ElementVariable; readonly readers: Reader[] }>();
	for (const { element, variables } of read) {
		for (const variable of variables.filter(({ settable }) => settable)) {
			const readers = [...(byName.get(variable.name)?.readers ?? []), { element, places: variable.uses }];
			const known = byName.get(variable.name)?.variable;
			byName.set(variable.name, { variable: known && !known.mined ? known : variable, readers });
		}
	}
	const planned = new Map(compiled?.plan.environment.map((variable) => [variable.name, variable]));
	return new Map(
		[...byName].map(([name, { variable, readers }]) => [
			name,
			fieldOf(variable, readers, build, planned.get(name), compiled?.environment[name], chosenElsewhere.get(name)),
		]),
	);
}

function fieldOf(
	{ name, type, values, default: usual, meaning = "", secret, mined }: ElementVariable,
	readers: readonly Reader[],
	build: DraftBuild,
	planned: PlannedVariable | undefined,
	actual: string | undefined,
	elsewhere: StepName | undefined,
): Field {
	const own = build.profile.variables?.[name];
	const step = own === undefined ? elsewhere : undefined;
	const base = {
		...{ id: name, label: name, type, meaning, secret, mined, readers },
		...(values ? { values } : {}),
		...(usual === undefined ? {} : { default: usual }),
		...(step ? { step } : {}),
	};
	if (build.secrets?.[name] !== undefined) return { ...base, source: "memory" };
	if (own !== undefined && typeof own !== "string") return { ...base, value: referenceText(own), source: "reference" };
	const complaint = own === undefined ? undefined : valueComplaint(base, own);
	const problem = complaint ? { problem: complaint } : {};
	if (own !== undefined) return { ...base, ...(secret ? {} : { value: own }), source: "profile", ...problem };
	const source = planned && SOURCES[planned.from];
	if (!source) return { ...base, source: usual === undefined ? "unset" : "default" };
	return { ...base, ...(secret || actual === undefined ? {} : { value: actual }), source };
}

/** How a reference is shown and typed: `env:NAME`, `file:PATH`. */
export function referenceText(reference: Reference): string {
	return "from-env" in reference ? `env:${reference["from-env"]}` : `file:${reference["from-file"]}`;
}

const SOURCES: Readonly<Record<PlannedVariable["from"], ValueSource>> = {
	profile: "profile",
	flag: "profile",
	engine: "engine",
	caller: "environment",
	host: "host",
};
