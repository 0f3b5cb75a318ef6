import type { Catalogue, Element } from "../element/element.js";
import type { ElementFile } from "../element/element-file.js";
import type { Place } from "../errors.js";

/** `error`: the element does not work as written, or dib-lint refuses it. `warning`: it is rarely meant so. */
export type Severity = "error" | "warning";

/** One mistake in an element. */
export interface Finding {
	/** Id of the rule: what `# dib-lint: disable=` takes. */
	readonly rule: string;
	readonly severity: Severity;
	readonly element: string;
	readonly place: Place;
	/** What is wrong, one sentence without a period. */
	readonly message: string;
	/** What to do about it, one sentence without a period. */
	readonly cure: string;
}

/** What the rules look at: one element with its files, and the elements around it. */
export interface LintFacts {
	readonly element: Element;
	/** Without those that git ignores. */
	readonly files: readonly ElementFile[];
	readonly catalogue: Pick<Catalogue, "elements">;
	/** Variables of the elements it depends on, directly or through others. */
	readonly dependencyVariables: ReadonlySet<string>;
}

/** What a rule found; severity and cure are the rule's own unless given. */
export type Sighting = Pick<Finding, "place" | "message"> & Partial<Pick<Finding, "severity" | "cure">>;

export interface Rule {
	readonly id: string;
	readonly severity: Severity;
	/** What the rule asks for, as the table in docs/elements.md says it. */
	readonly asks: string;
	readonly cure: string;
	/** True for the rules of dib-lint (contract §2.7). */
	readonly dib: boolean;
	readonly check: (facts: LintFacts) => Sighting[];
}

/** A rule that looks at one file at a time and says what is wrong with it, at most once. */
export function fileRule(
	rule: Omit<Rule, "check">,
	check: (
		file: ElementFile,
	) => (Omit<Sighting, "place"> & { readonly line?: number; readonly column?: number }) | undefined,
): Rule {
	return {
		...rule,
		check: ({ files }) =>
			files.flatMap((file) => {
				const seen = file.binary ? undefined : check(file);
				if (!seen) return [];
				const { line = 1, column, ...sighting } = seen;
				return [{ ...sighting, place: { file: file.file, line, ...(column === undefined ? {} : { column }) } }];
			}),
	};
}

/** The line, from 1, of the first line that matches; undefined when none does. */
export function firstLine(text: string, matches: (line: string) => boolean): number | undefined {
	const index = text.split("\n").findIndex(matches);
	return index === -1 ? undefined : index + 1;
}

/** The same for whole commands: lines that end with a backslash are joined with the next one first. */
export function firstCommand(text: string, matches: (command: string) => boolean): number | undefined {
	let start = 1;
	let command = "";
	for (const [index, line] of text.split("\n").entries()) {
		command += line.replace(/\\$/, "");
		if (line.endsWith("\\")) continue;
		if (matches(command)) return start;
		start = index + 2;
		command = "";
	}
	return command !== "" && matches(command) ? start : undefined;
}

/** Whether dib-lint looks into a file: READMEs, YAML and Python have checks of their own. */
export function isCode({ path }: ElementFile): boolean {
	return !/\.(rst|ya?ml|py|md)$/.test(path);
}

export function isPython({ text }: ElementFile): boolean {
	return /^#!.*python/.test(text);
}

export function isSnippet({ path }: ElementFile): boolean {
	return /(^|\/)environment\.d\//.test(path);
}
