import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { formatError, serialiseError, UserError } from "../../core/errors.js";
import { mergeServiceMaps } from "../../core/packages/service-map.js";
import { type PackageFile, squashPackages } from "../../core/packages/squash.js";
import { readText } from "../../host/read-text.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** What hooks outside the image call for work on YAML and JSON: `element-tool COMMAND OUTPUT`. Returns the exit status. */
export function runElementTool(argv: readonly string[], env: Environment): number {
	const [name = "", output = ""] = argv;
	const command = COMMANDS[name];
	if (!command || !output) {
		process.stderr.write(`usage: element-tool ${Object.keys(COMMANDS).join("|")} OUTPUT\n`);
		return 2;
	}
	try {
		const text = command(env);
		mkdirSync(dirname(output), { recursive: true });
		writeFileSync(output, text);
		return 0;
	} catch (error) {
		process.stderr.write(`${formatError(serialiseError(error))}\n`);
		return error instanceof UserError ? error.exitCode : 1;
	}
}

const COMMANDS: Readonly<Record<string, (env: Environment) => string>> = {
	/** One JSON of all elements' package lists for package-installs-v2. */
	"squash-packages": (env) => `${JSON.stringify(squashPackages(packageFiles(env), env), undefined, 1)}\n`,
	/** `service: name` lines of all elements' svc-map files. */
	"merge-svc-map": (env) =>
		Object.entries(mergeServiceMaps(filesNamed(env, ["svc-map"], false), env.DISTRO_NAME))
			.map(([service, name]) => `${service}: ${name ?? service}\n`)
			.join(""),
};

function packageFiles(env: Environment): PackageFile[] {
	return filesNamed(env, ["package-installs.json", "package-installs.yaml"], true);
}

/** Files of the selected elements; for package lists DIB reads shadowed copies of an element too (contract Q14). */
function filesNamed(env: Environment, names: readonly string[], shadowedToo: boolean): PackageFile[] {
	const found: PackageFile[] = [];
	for (const element of (env.IMAGE_ELEMENT ?? "").split(" ").filter(Boolean)) {
		for (const folder of (env.ELEMENTS_PATH ?? "").split(":")) {
			if (!existsSync(join(folder, element))) continue;
			for (const name of names) {
				const file = join(folder, element, name);
				if (existsSync(file)) found.push({ element, file, text: readText(file) });
			}
			if (!shadowedToo) break;
		}
	}
	return found;
}
