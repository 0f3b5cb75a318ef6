import { UserError } from "../errors.js";
import { parsePyYaml } from "../yaml.js";

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
				if (!isMap(params)) refuse(`the parameters of ${name} are no map`);
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
	if (Array.isArray(given) && given.length > 0) return given;
	const empty =
		Array.isArray(given) || given === null || given === undefined || given === "" || given === false || given === 0;
	return [empty ? {} : given];
}

function addEntry(
	plan: PackagePlan,
	name: string,
	params: Values,
	element: string,
	env: Readonly<Record<string, string | undefined>>,
	refuse: (message: string) => never,
): void {
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
		if (wanted && !install) return;
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
	if ("installtype" in params) {
		const own = env[`DIB_INSTALLTYPE_${element.replaceAll("-", "_")}`] ?? env.DIB_DEFAULT_INSTALLTYPE ?? "source";
		if (params.installtype !== own) return false;
	}
	if ("arch" in params && "not-arch" in params) {
		refuse(`package-installs configuration error: arch and not_arch given for package [${name}]`);
	}
	const arch = env.ARCH ?? "";
	if ("arch" in params && !String(params.arch).split(",").includes(arch)) return false;
	if ("not-arch" in params && String(params["not-arch"]).split(",").includes(arch)) return false;
	if ("dib_python_version" in params && String(params.dib_python_version) !== env.DIB_PYTHON_VERSION) return false;
	const conditions = Array.isArray(params.when) ? params.when : params.when === undefined ? [] : [params.when];
	return conditions.every((condition) => holds(String(condition), env, refuse));
}

/** `VAR = value` or `VAR != value` (contract §12.1). */
function holds(
	condition: string,
	env: Readonly<Record<string, string | undefined>>,
	refuse: (message: string) => never,
): boolean {
	const match = /^(\w+)\s*(=|!=)\s*(.*)/.exec(condition);
	if (!match) return refuse(`Malformed when line: <${condition}>`);
	const [, variable = "", operator, value] = match;
	const actual = env[variable];
	if (actual === undefined) return refuse(`The variable <${variable}> is not set`);
	return operator === "=" ? actual === value : actual !== value;
}

function isMap(value: unknown): value is Values {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
