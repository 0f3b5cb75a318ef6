import { join } from "node:path";
import { readCatalogue } from "../../catalogue/read-catalogue.js";
import { getopt } from "../../core/dib/getopt.js";
import { elementInfoExports, imageElement } from "../../core/element/element-info-output.js";
import { formatError, serialiseError, UserError } from "../../core/errors.js";
import { requestFor } from "../../core/resolve/prepare.js";
import { resolve } from "../../core/resolve/resolve.js";
import { cleanLine } from "../../core/text/terminal-text.js";
import { ELEMENT_INFO } from "../command-line/dib-tables.js";
import { helpText, usageLine } from "../command-line/help-text.js";
import { rawUnlessTerminal } from "../entry/clean-output.js";
import type { CliContext } from "../entry/context.js";

const USAGE = usageLine(ELEMENT_INFO);

/**
 * `element-info [--env|-e] ELEMENT…` (contract §2.5, §4.6). Nothing is added to the request, and only ELEMENTS_PATH is
 * searched when it is set. Returns the exit status: 0, 1 for resolver errors, 2 for a wrong command line.
 */
export async function runElementInfo(
	argv: readonly string[],
	env: Readonly<Record<string, string | undefined>>,
	cwd: string,
	context: Pick<CliContext, "stdout" | "stderr" | "packageRoot">,
): Promise<number> {
	const command = parse(argv);
	if (command.kind === "usage") {
		context.stderr.write(`${USAGE}element-info: ${command.message}\n`);
		return 2;
	}
	if (command.kind === "help") {
		context.stdout.write(helpText(ELEMENT_INFO));
		return 0;
	}
	try {
		const catalogue = await readCatalogue(searched(env.ELEMENTS_PATH, context.packageRoot), cwd);
		for (const { winner, loser } of catalogue.shadowed) {
			context.stderr.write(`WARNING element-info [-] Element <${cleanLine(winner)}> overrides <${cleanLine(loser)}>\n`);
		}
		const { selected, ambiguity } = resolve(requestFor(...command.elements), catalogue);
		if (ambiguity) context.stderr.write(`WARNING element-info [-] ${ambiguity.message}\n`);
		// Code for a shell to evaluate, or names for it to split: every byte counts.
		rawUnlessTerminal(context.stdout).write(command.env ? elementInfoExports(selected) : `${imageElement(selected)}\n`);
		return 0;
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		context.stderr.write(`${formatError(serialiseError(error))}\n`);
		return 1;
	}
}

type Command =
	| { kind: "usage"; message: string }
	| { kind: "help" }
	| { kind: "resolve"; env: boolean; elements: readonly string[] };

const SPEC = {
	short: "eh",
	long: ["env", "help"].map((name) => ({ name, argument: false })),
};

function parse(argv: readonly string[]): Command {
	const { options, operands, errors } = getopt(argv, SPEC);
	const has = (...names: string[]) => options.some(({ name }) => names.includes(name));
	if (has("h", "help")) return { kind: "help" };
	if (errors[0] !== undefined) return { kind: "usage", message: errors[0] };
	if (operands.length === 0) return { kind: "usage", message: "name at least one element" };
	return { kind: "resolve", env: has("e", "env"), elements: operands };
}

/** Set but empty is refused as DIB does; unset, where DIB refuses too, the built-in elements are of more use. */
function searched(path: string | undefined, packageRoot: string): string[] {
	const builtIn = join(packageRoot, "elements");
	if (path === undefined) return [builtIn];
	if (path !== "") return path.split(":");
	throw new UserError({
		code: "elements-path",
		message: "$ELEMENTS_PATH must be set",
		next: [`Set it to directories with elements: export ELEMENTS_PATH='${builtIn}'`, "Or unset it."],
	});
}
