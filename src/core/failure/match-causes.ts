import { ACCESS_CAUSES } from "./causes/access.js";
import { DISK_CAUSES } from "./causes/disks.js";
import { DOWNLOAD_CAUSES } from "./causes/downloads.js";
import { PACKAGE_CAUSES } from "./causes/packages.js";
import { RESOURCE_CAUSES } from "./causes/resources.js";
import { SCRIPT_CAUSES } from "./causes/scripts.js";
import { SOURCE_CAUSES } from "./causes/sources.js";
import type { Failure, KnownCause } from "./known-cause.js";
import { isComplaint, withoutRemarks } from "./remarks.js";

/**
 * Every known cause, sorted by what it is about; of two that fit one line equally well the earlier counts. Each has a log
 * of a real failure in test/fixtures/known-causes.
 */
export const KNOWN_CAUSES: readonly KnownCause[] = [
	...DISK_CAUSES,
	...RESOURCE_CAUSES,
	...DOWNLOAD_CAUSES,
	...PACKAGE_CAUSES,
	...SOURCE_CAUSES,
	...SCRIPT_CAUSES,
	...ACCESS_CAUSES,
];

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
