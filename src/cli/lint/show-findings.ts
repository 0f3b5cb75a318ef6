import { relative } from "node:path";
import { findingsText } from "../../core/lint/findings-text.js";
import { cleanLine } from "../../core/text/terminal-text.js";
import type { CliContext } from "../entry/context.js";
import type { LintResult } from "./lint.js";

/** Prints what the lint found in so many elements, and which tools it had to do without. */
export function showFindings({ findings, missingTools }: LintResult, elements: number, context: CliContext): void {
	const lines = findingsText(findings, elements, (file) => shorten(file, context.cwd));
	context.stdout.write(lines.map((line) => `${cleanLine(line)}\n`).join(""));
	tellMissingTools({ missingTools }, context);
}

export function tellMissingTools({ missingTools }: Pick<LintResult, "missingTools">, { stderr }: CliContext): void {
	for (const tool of missingTools) stderr.write(`${tool} is not installed: its checks were left out\n`);
}

/** Paths below the current directory without it. */
function shorten(file: string, cwd: string): string {
	const path = relative(cwd, file);
	return path === "" || path.startsWith("..") ? file : path;
}
