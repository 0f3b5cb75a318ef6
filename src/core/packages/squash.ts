import { UserError } from "../errors.js";
import { parsePyYaml } from "../text/yaml.js";

/** The text of one package-installs file and where it was found. */
export interface PackageFile {
	readonly element: string;
	readonly file: string;
	readonly text: string;
}

/** Per phase what is to be installed and removed, each as [package, element] (contract §12.1). */
export type PackagePlan = Record<string, { install: [string, string][]; uninstall: [string, string][] }>;

type Values = Record<string, unknown>;

/**
 * Merges the package lists of all elements, in the order given. `env` answers `when`, `arch`, install types and the
 * Python version. Throws UserError `package-installs` with the file for anything DIB would refuse.
 */
export function squashPackages(
	files: readonly PackageFile[],
	env: Readonly<Record<string, string | undefined>>,
): PackagePlan {
	const plan: PackagePlan = {};
	for (const file of files) {
		const refuse = (message: string): never => {
			throw new UserError({
				code: "package-installs",
				message,
				place: { file: file.file },
				next: [`Mend the list of the element ${file.element}.`],
				exitCode: 1,
			});
		};
		const lists = parseList(file.text);
		if (!isMap(lists)) refuse("a package list must map packages to their parameters");
		for (const [name, given] of Object.entries(lists as Values)) {
			for (const params of entriesOf(given)) {
				if (!isMap(params)) refuse(`the parameters of ${name} are not a map`);
				addEntry(plan, name, params as Values, file.element, env, refuse);
			}
		}
	}
	return plan;
}

/** JSON where it is JSON, else YAML 1.1; a broken document counts as no map. */
function parseList(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return parsePyYaml(text);
	}
}

/** Empty parameters, one map, or a list of maps. */
function entriesOf(given: unknown): unknown[] {
	if (isEmpty(given)) return [{}];
	return Array.isArray(given) ? given : [given];
}

function addEntry(
	plan: PackagePlan,
	name: string,
	params: Values,
	element: string,
	env: Readonly<Record<string, string | undefined>>,
	refuse: (message: string) => never,
): void {
	if (typeof params.phase === "object" && params.phase !== null) refuse(`the phase of ${name} is not a word`);
	const phase = "phase" in params ? String(params.phase) : "install.d";
	plan[phase] ??= { install: [], uninstall: [] };
	const lists = plan[phase];
	let install = true;
	let uninstall = false;
	if ("uninstall" in params || "build-only" in params) {
		const named = ([known]: [string, string]) => known === name;
		// Somebody needs the package to stay: then it is not removed.
		const wanted = lists.install.some(named) && !lists.uninstall.some(named);
		uninstall = !wanted;
		install = "build-only" in params;
	} else {
		lists.uninstall = lists.uninstall.filter(([known]) => known !== name);
	}
	if (!passes(name, params, element, env, refuse)) return;
	if (install) lists.install.push([name, element]);
	if (uninstall) lists.uninstall.push([name, element]);
}

function passes(
	name: string,
	params: Values,
	element: string,
	env: Readonly<Record<string, string | undefined>>,
	refuse: (message: string) => never,
): boolean {
	if (isGiven(params.installtype)) {
		const own = env[`DIB_INSTALLTYPE_${element.replaceAll("-", "_")}`] ?? env.DIB_DEFAULT_INSTALLTYPE ?? "source";
		if (params.installtype !== own) return false;
	}
	if (!fitsArchitecture(name, params.arch, params["not-arch"], env.ARCH ?? "", refuse)) return false;
	const { dib_python_version: version = "" } = params;
	if (version !== "" && (typeof version === "object" || String(version) !== env.DIB_PYTHON_VERSION)) return false;
	if (!isGiven(params.when)) return true;
	const conditions = Array.isArray(params.when) ? params.when : [params.when];
	// All of them, because a wrong one is wrong after one that does not hold, too.
	return conditions.map((condition) => holds(name, condition, env, refuse)).every(Boolean);
}

/** Comma lists, not trimmed; `arch` counts, and `not-arch` where there is none. */
function fitsArchitecture(
	name: string,
	arch: unknown,
	notArch: unknown,
	actual: string,
	refuse: (message: string) => never,
): boolean {
	if (!isGiven(arch) && !isGiven(notArch)) return true;
	if (!isEmpty(arch) && !isEmpty(notArch)) {
		refuse(`package-installs configuration error: arch and not_arch given for package [${name}]`);
	}
	const [list, wanted] = isEmpty(arch) ? [notArch, false] : [arch, true];
	if (typeof list !== "string") return refuse(`the architectures of ${name} are not text`);
	return list.split(",").includes(actual) === wanted;
}

/** `VAR = value` or `VAR != value` (contract §12.1). */
function holds(
	name: string,
	condition: unknown,
	env: Readonly<Record<string, string | undefined>>,
	refuse: (message: string) => never,
): boolean {
	if (typeof condition !== "string") return refuse(`a condition of ${name} is not text: ${JSON.stringify(condition)}`);
	const match = /^([\p{L}\p{N}_]+)\s*(=|!=)\s*([^\n]*)/u.exec(condition);
	if (!match) return refuse(`Malformed when line: <${condition}>`);
	const [, variable = "", operator, value] = match;
	const actual = env[variable];
	if (actual === undefined) return refuse(`The variable <${variable}> is not set`);
	return operator === "=" ? actual === value : actual !== value;
}

function isGiven(value: unknown): boolean {
	return value !== undefined && value !== null;
}

/** What DIB takes for nothing said. */
function isEmpty(value: unknown): boolean {
	return !value || (typeof value === "object" && Object.keys(value).length === 0);
}

function isMap(value: unknown): value is Values {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
