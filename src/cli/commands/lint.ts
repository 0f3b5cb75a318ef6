import { delimiter, relative } from "node:path";
import { Command } from "commander";
import { lintTargets } from "../../catalogue/lint-targets.js";
import { EXIT, UserError } from "../../core/errors.js";
import { findingsText } from "../../core/lint/findings-text.js";
import { cleanLine } from "../../core/terminal-text.js";
import { loadCatalogue } from "../compile.js";
import type { CliContext } from "../context.js";
import { lint } from "../lint.js";

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
			const own = [flags.elementsPath, context.env.ELEMENTS_PATH].filter(Boolean).join(delimiter);
			const paths = given.length > 0 ? given : own.split(delimiter).filter(Boolean);
			if (paths.length === 0) throw nothingToLint();
			const catalogue = await loadCatalogue(own ? { ...context.env, ELEMENTS_PATH: own } : context.env, context);
			const targets = lintTargets(paths, catalogue, context.cwd);
			const { findings, missingTools } = await lint(targets, flags);
			if (flags.json) context.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
			else {
				const lines = findingsText(findings, targets.targets.length, (file) => shorten(file, context.cwd));
				context.stdout.write(lines.map((line) => `${cleanLine(line)}\n`).join(""));
			}
			for (const tool of missingTools) context.stderr.write(`${tool} is not installed: its checks were left out\n`);
			if (findings.some(({ severity }) => severity === "error")) exit(EXIT.failed);
		});
}

/** Paths below the current directory without it. */
function shorten(file: string, cwd: string): string {
	const path = relative(cwd, file);
	return path === "" || path.startsWith("..") ? file : path;
}

const nothingToLint = () =>
	new UserError({
		code: "usage",
		message: "There is nothing to check: no path is given and ELEMENTS_PATH is empty",
		next: ["diskwright lint elements/my-element", "diskwright lint --elements-path ~/elements"],
	});
