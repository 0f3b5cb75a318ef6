import type { ElementFile } from "../element/element-file.js";
import { isEngineVariable, isSystemVariable } from "../element/engine-variables.js";
import type { Place } from "../errors.js";
import { variableUses } from "../explore/shell-variables.js";
import { isSnippet, type Rule } from "./rule.js";

/** What is asked of the variables that scripts read. */
export const VARIABLE_RULES: readonly Rule[] = [
	{
		id: "undeclared-variable",
		severity: "warning",
		asks: "with an `element.yaml`, every DIB_* variable that is read is in it, or in that of a dependency",
		cure: "add it to variables in element.yaml with type, default and meaning",
		dib: false,
		check: ({ element, files, dependencyVariables }) => {
			if (!element.meta) return [];
			const declared = element.meta.variables;
			return [...readVariables(files)]
				.filter(([name]) => !Object.hasOwn(declared, name) && !dependencyVariables.has(name))
				.map(([name, place]) => ({ place, message: `${name} is read but not declared` }));
		},
	},
];

/** DIB_* variables that reach the element from outside, with the first place where each is read. */
function readVariables(files: readonly ElementFile[]): Map<string, Place> {
	const found = new Map<string, Place>();
	const setBySnippets = new Set<string>();
	const scripts = files.filter((file) => isSnippet(file) || file.text.startsWith("#!"));
	for (const file of scripts.sort((a, b) => Number(isSnippet(b)) - Number(isSnippet(a)))) {
		const setHere = new Set(setBySnippets);
		for (const { name, line, kind } of variableUses(file.text)) {
			if (!/^DIB_\w*[^_]$/.test(name) || isEngineVariable(name) || isSystemVariable(name)) continue;
			if (kind === "set") {
				setHere.add(name);
				if (isSnippet(file)) setBySnippets.add(name);
			} else if (!setHere.has(name) && !found.has(name)) found.set(name, { file: file.file, line });
		}
	}
	return found;
}
