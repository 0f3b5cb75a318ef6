import type { Element, VariableMeta } from "../element/element.js";
import type { ElementFile } from "../element/element-file.js";
import { isEngineVariable, isSystemVariable } from "../element/engine-variables.js";
import type { Place } from "../errors.js";
import { parseReadme } from "../readme/render.js";
import { isSecretName } from "../secrets/secret-name.js";
import { readmeOf } from "./element-readme.js";
import { describedVariables } from "./readme-variables.js";
import { variableUses } from "./shell-variables.js";

/** A variable of an element: declared in element.yaml, or mined from its files. */
export interface ElementVariable {
	readonly name: string;
	/** `string` for mined ones: their type is not known. */
	readonly type: VariableMeta["type"];
	readonly default?: string;
	readonly values?: readonly string[];
	readonly meaning?: string;
	readonly secret: boolean;
	/** False where the element sets it itself, whatever the caller says. */
	readonly settable: boolean;
	/** True when it was found in README, snippets and scripts instead of element.yaml. */
	readonly mined: boolean;
	/** Where it is declared or described; for others where it is first met. */
	readonly place: Place;
	/** Where snippets and scripts read or set it, in the order of the files. */
	readonly uses: readonly Place[];
}

/**
 * The variables of an element, sorted by name. With an `element.yaml` that counts alone; without one they are mined from
 * `files`: DIB_* names, others only where the README defines them or a script gives them a default. The engine's own
 * variables are left out.
 */
export function elementVariables(element: Element, files: readonly ElementFile[]): ElementVariable[] {
	const mined = mine(files);
	const variables = element.meta
		? Object.entries(element.meta.variables).map(([name, meta]) => ({
				name,
				...meta,
				settable: mined.get(name)?.settable ?? true,
				mined: false,
				place: declaration(name, element.meta!.place, files),
				uses: mined.get(name)?.uses ?? [],
			}))
		: [...mined.values()].filter(isOwn).map(asVariable);
	return variables.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The line of element.yaml that begins a variable. */
function declaration(name: string, { file }: Place, files: readonly ElementFile[]): Place {
	const lines = files.find(({ path }) => path === "element.yaml")?.text.split("\n") ?? [];
	const index = lines.findIndex((line) => line.trimStart().replaceAll(/["']/g, "").startsWith(`${name}:`));
	return { file, line: Math.max(index, 0) + 1 };
}

interface Mined {
	readonly name: string;
	default?: string;
	meaning?: string;
	described: boolean;
	defaulted: boolean;
	settable: boolean;
	place: Place;
	readonly uses: Place[];
}

function mine(files: readonly ElementFile[]): Map<string, Mined> {
	const found = new Map<string, Mined>();
	const entry = (name: string, place: Place): Mined => {
		const known = found.get(name) ?? { name, described: false, defaulted: false, settable: true, place, uses: [] };
		found.set(name, known);
		return known;
	};
	const readme = readmeOf(files);
	const own = files.filter(({ path }) => !/(^|\/)test(s|-elements)\//.test(path));
	for (const { name, line, meaning, default: given } of readme ? describedVariables(parseReadme(readme)) : []) {
		const variable = entry(name, { file: readme!.file, line });
		if (meaning) Object.assign(variable, { meaning, described: true });
		if (given) variable.default = given;
	}
	// What a snippet says about a default counts more than what a hook says, and both more than the README.
	const code = own.filter(({ path, text }) => isSnippet(path) || text.startsWith("#!"));
	for (const file of code.sort((a, b) => Number(isSnippet(b.path)) - Number(isSnippet(a.path)))) addUses(file, entry);
	return found;
}

function addUses(file: ElementFile, entry: (name: string, place: Place) => Mined): void {
	const setHere = new Set<string>();
	for (const { name, line, kind, always, default: given } of variableUses(file.text)) {
		if (setHere.has(name)) continue;
		const place = { file: file.file, line };
		if (kind === "set") {
			// A name that a script sets before it looks at it is its own business; a snippet's reaches every hook.
			setHere.add(name);
			if (!isSnippet(file.path)) continue;
		}
		const variable = entry(name, place);
		if (always && variable.uses.length === 0) variable.settable = false;
		if (given && !variable.defaulted) Object.assign(variable, { default: given, defaulted: true });
		variable.uses.push(place);
	}
}

const isSnippet = (path: string) => path.startsWith("environment.d/");

/** Names that every shell script has, and what the engine hands to hooks besides DIB_* (contract §3.2, §3.3). */
const FOREIGN =
	/^(_LIB|ARCH|HOME|USER|LOGNAME|SHELL|PATH|PWD|TERM|LANG|LC_ALL|PS4|IFS|TMPDIR|TMP_\w+|TARGET_ROOT|IMAGE_\w+|ELEMENTS_PATH|FS_TYPE|OUT_IMAGE_PATH|SKIP_BASE|BASH_\w+|SUDO_\w+|\w+_PROXY|EUID|UID|RANDOM|LINENO|FUNCNAME)$/;

function isOwn({ name, described, defaulted, settable }: Mined): boolean {
	const defined = described || defaulted;
	if (isSystemVariable(name)) return defined || !settable;
	if (name.startsWith("DIB_")) return !name.endsWith("_") && !isEngineVariable(name);
	return defined && !FOREIGN.test(name);
}

function asVariable({ name, default: given, meaning, settable, place, uses }: Mined): ElementVariable {
	const known = { ...(given ? { default: given } : {}), ...(meaning ? { meaning } : {}) };
	return { name, type: "string", ...known, secret: isSecretName(name), settable, mined: true, place, uses };
}
