import { delimiter } from "node:path";
import { Command } from "commander";
import { lintTargets } from "../../catalogue/lint-targets.js";
import { EXIT, UserError } from "../../core/errors.js";
import { printableJson } from "../../core/text/terminal-text.js";
import { loadCatalogue } from "../build/compile.js";
import { withElementsPath } from "../build/own-elements.js";
import type { CliContext } from "../entry/context.js";
import { lint } from "../lint/lint.js";
import { showFindings, tellMissingTools } from "../lint/show-findings.js";

interface LintFlags {
	readonly elementsPath?: string;
	/** False with --no-tools. */
	readonly tools: boolean;
	readonly json?: true;
}

/** `diskwright lint [PATH…]`: looks for mistakes in elements. Needs no root and changes nothing. */
export function lintCommand(context: CliContext, exit: (code: number) => void): Command {
	return new Command("lint")
		.description("look for mistakes in elements; exit code 1 when there are errors")
		.argument("[path...]", "elements, or folders of elements; by default the elements path without the built-in ones")
		.option("--elements-path <folders>", "where elements they depend on are, separated by colons; before ELEMENTS_PATH")
		.option("--no-tools", "do without shellcheck and flake8")
		.option("--json", "print the findings as JSON")
		.action(async (given: string[], flags: LintFlags) => {
			const env = withElementsPath(context.env, flags.elementsPath);
			const paths = given.length > 0 ? given : (env.ELEMENTS_PATH ?? "").split(delimiter).filter(Boolean);
			if (paths.length === 0) throw nothingToLint();
			const catalogue = await loadCatalogue(env, context);
			const targets = lintTargets(paths, catalogue, context.cwd);
			const result = await lint(targets, flags);
			if (flags.json) {
				context.stdout.write(`${printableJson(result.findings, 2)}\n`);
				tellMissingTools(result, context);
			} else showFindings(result, targets.targets.length, context);
			if (result.findings.some(({ severity }) => severity === "error")) exit(EXIT.failed);
		});
}

const nothingToLint = () =>
	new UserError({
		code: "usage",
		message: "There is nothing to check: no path is given and ELEMENTS_PATH is empty",
		next: ["diskwright lint elements/my-element", "diskwright lint --elements-path ~/elements"],
	});
