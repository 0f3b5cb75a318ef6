import type { Failure, KnownCause } from "./known-cause.js";
import { KNOWN_CAUSES } from "./known-causes.js";
import { isComplaint, withoutRemarks } from "./remarks.js";

/**
 * The known causes of a failure, the best first: those that explain most before general symptoms, then those whose line
 * came last, because a build stops at what breaks it and goes on after mere complaints. Remarks that programs make while
 * they go on do not count, and a symptom does not after which something else was complained of.
 */
export function matchCauses({ lines, message, found = [], exitCode }: Failure): KnownCause[] {
	const own = withoutRemarks(lines);
	const said = [...own, ...found, message];
	const isKnown = (text: string) => KNOWN_CAUSES.some(({ patterns }) => patterns.some((one) => one.test(text)));
	const lastUnknown = own.findLastIndex((text) => isComplaint(text) && !isKnown(text));
	const matching = KNOWN_CAUSES.filter(({ exitCodes }) => !exitCodes || exitCodes.includes(exitCode ?? -1))
		.map((cause) => ({ cause, line: said.findLastIndex((text) => cause.patterns.some((one) => one.test(text))) }))
		.filter(({ cause, line }) => line >= 0 && !(cause.general && line < lastUnknown))
		.sort((a, b) => rank(a.cause) - rank(b.cause) || b.line - a.line)
		.map(({ cause }) => cause);
	const saysLess = ({ id }: KnownCause) => matching.some(({ rather }) => rather === id);
	return matching.toSorted((a, b) => Number(saysLess(a)) - Number(saysLess(b)));
}

/** What the patterns of a cause have found in a failure, by the word that stands for it in its cures: NAME, PACKAGE. */
export function foundWords({ patterns }: KnownCause, { lines, message, found = [] }: Failure): Record<string, string> {
	const said = [...found, ...[...lines, message].reverse()];
	const groups = said.flatMap((text) => patterns.map((one) => one.exec(text)?.groups ?? {}));
	const words = groups.flatMap((one) => Object.entries(one)).filter(([, text]) => text !== undefined);
	return Object.fromEntries(words.reverse());
}

function rank(cause: KnownCause): number {
	return cause.general ? 1 : 0;
}
