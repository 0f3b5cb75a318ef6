import { existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { ElementSource } from "../core/element/source.js";
import { askTool } from "../host/run-tool.js";

/** The name of DIB's own elements where they are installed. */
export const INSTALLED_NAME = "diskimage-builder";

/** DIB as it is installed somewhere on this host. */
export interface InstalledElements extends ElementSource {
	/** How it got there: `Debian package`, `Python environment`. */
	readonly by: string;
}

/** Asks a Python for DIB without importing it. */
const QUESTION = `
import importlib.metadata as metadata, importlib.util as util, sys
spec = util.find_spec("diskimage_builder")
if spec and spec.submodule_search_locations:
    try:
        version = metadata.version("diskimage-builder")
    except metadata.PackageNotFoundError:
        version = "unknown"
    print(list(spec.submodule_search_locations)[0])
    print(version)
    print(sys.prefix)
`;

const LONGEST_MS = 10_000;

/**
 * DIB's own elements wherever they are installed: for the Python of a virtual environment and of PATH (pip, also with
 * --user), in the environment of a disk-image-create on PATH (pipx), and as Debian's package. The one that a program would
 * find first stands first. Never throws.
 */
export async function installedElements(
	env: Readonly<Record<string, string | undefined>>,
): Promise<InstalledElements[]> {
	const answers = await Promise.all(pythons(env).map((python) => ask(python, env)));
	const found = new Map<string, InstalledElements>();
	for (const one of answers) if (one && !found.has(one.origin)) found.set(one.origin, one);
	return [...found.values()];
}

/** Interpreters that may know DIB, each once. */
function pythons({ VIRTUAL_ENV, PATH = "" }: Readonly<Record<string, string | undefined>>): string[] {
	const path = PATH.split(delimiter).filter((folder) => folder.startsWith("/"));
	const onPath = path.map((folder) => join(folder, "python3")).find((file) => existsSync(file));
	const environments = path
		.map((folder) => join(folder, "disk-image-create"))
		.filter((file) => existsSync(file))
		.map((file) => join(dirname(realpathSync(file)), "python3"));
	const active = VIRTUAL_ENV ? [join(VIRTUAL_ENV, "bin/python3")] : [];
	const candidates = [...active, ...(onPath ? [onPath] : []), ...environments, "/usr/bin/python3"];
	return [...new Set(candidates)].filter((file) => existsSync(file));
}

async function ask(
	python: string,
	env: Readonly<Record<string, string | undefined>>,
): Promise<InstalledElements | undefined> {
	// Not where the user stands: Python looks there first.
	const said = await askTool([python, "-c", QUESTION], { cwd: "/", env, onlyEnv: true, timeoutMs: LONGEST_MS });
	const [module, version, prefix] = said?.split("\n") ?? [];
	const folder = module ? join(module, "elements") : undefined;
	if (folder === undefined || version === undefined || !existsSync(folder)) return undefined;
	const origin = realpathSync(folder);
	return { name: INSTALLED_NAME, version, origin, folders: [origin], by: installedBy(origin, prefix ?? "", env) };
}

function installedBy(folder: string, prefix: string, { HOME }: Readonly<Record<string, string | undefined>>): string {
	if (folder.startsWith("/usr/lib/python3/dist-packages/")) return "Debian package python3-diskimage-builder";
	if (folder.startsWith(`${prefix}/`) && prefix !== "/usr") return `Python environment ${prefix}`;
	if (HOME && folder.startsWith(`${HOME}/.local/`)) return "pip install --user";
	return "Python package";
}
