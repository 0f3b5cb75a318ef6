import { formatPlace } from "../errors.js";
import type { Finding } from "./rule.js";

/**
 * Findings as compilers print them, `file:line:column: severity: message [rule]`, so that editors find the place, with
 * the cure below each; the last line counts them. `shorten` makes paths fit for the reader.
 */
export function findingsText(
	findings: readonly Finding[],
	elements: number,
	shorten: (file: string) => string,
): string[] {
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
