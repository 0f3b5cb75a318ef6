import { relative } from "node:path";
import { formatPlace } from "../../core/errors.js";
import type { Finding } from "../../core/lint/rule.js";
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

/**
 * Findings as compilers print them, `file:line:column: severity: message [rule]`, so that editors find the place, with
 * the cure below each; the last line counts them. `shorten` makes paths fit for the reader.
 */
function findingsText(findings: readonly Finding[], elements: number, shorten: (file: string) => string): string[] {
	const lines = findings.flatMap(({ place, severity, message, rule, cure }) => [
		`${formatPlace({ ...place, file: shorten(place.file) })}: ${severity}: ${message} [${rule}]`,
		`  → ${cure}`,
	]);
	const count = (severity: Finding["severity"]) => findings.filter((one) => one.severity === severity).length;
	const total = `${counted(count("error"), "error")} and ${counted(count("warning"), "warning")}`;
	const verdict = findings.length === 0 ? "nothing to complain about" : total;
	return [...lines, ...(lines.length > 0 ? [""] : []), `${counted(elements, "element")}: ${verdict}`];
}

const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
