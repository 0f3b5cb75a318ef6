import { parseArgs } from "node:util";
import { UserError } from "../core/errors.js";
import { exportedFunctions } from "../core/exported-functions.js";
import { requestFor } from "../core/resolve/prepare.js";
import { resolve } from "../core/resolve/resolve.js";
import { loadCatalogue } from "./compile.js";
import type { CliContext } from "./context.js";

/** `element-info [--env|-e] ELEMENT…` (contract §2.5, §4.6). Returns the exit status: 1 for resolver errors, 2 for usage. */
export async function runElementInfo(
	argv: readonly string[],
	env: Readonly<Record<string, string>>,
	cwd: string,
	context: CliContext,
): Promise<number> {
	const usage = "usage: element-info [--env] ELEMENT...\n";
	let parsed: { values: { env?: boolean; help?: boolean }; positionals: string[] };
	try {
		parsed = parseArgs({
			args: [...argv],
			options: { env: { type: "boolean", short: "e" }, help: { type: "boolean", short: "h" } },
			allowPositionals: true,
		});
	} catch (error) {
		context.stderr.write(`${usage}element-info: ${(error as Error).message}\n`);
		return 2;
	}
	if (parsed.values.help) {
		context.stdout.write(usage);
		return 0;
	}
	if (parsed.positionals.length === 0) {
		context.stderr.write(`${usage}element-info: name at least one element\n`);
		return 2;
	}
	const catalogue = await loadCatalogue(env, { cwd, packageRoot: context.packageRoot });
	for (const { winner, loser } of catalogue.shadowed)
		context.stderr.write(`WARNING Element ${winner} overrides ${loser}\n`);
	try {
		const { selected } = resolve(requestFor(...parsed.positionals), catalogue);
		context.stdout.write(parsed.values.env ? shellCode(selected) : `${selected.map(({ name }) => name).join(" ")}\n`);
		return 0;
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		context.stderr.write(`${error.message}\n`);
		return 1;
	}
}

function shellCode(selected: readonly { readonly name: string; readonly path: string }[]): string {
	const yaml = selected.map(({ name, path }) => `${name}: ${path}\n`).join("");
	const array = exportedFunctions(selected)["BASH_FUNC_get_image_element_array%%"]?.slice(2);
	return [
		`export IMAGE_ELEMENT='${selected.map(({ name }) => name).join(" ")}'`,
		`export IMAGE_ELEMENT_YAML='${yaml}'`,
		`function get_image_element_array ${array}`,
		"export -f get_image_element_array",
		"",
	].join("\n");
}
