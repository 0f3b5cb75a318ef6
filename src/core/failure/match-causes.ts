import type { Failure, KnownCause } from "./known-cause.js";
import { KNOWN_CAUSES } from "./known-causes.js";

/**
 * The known causes of a failure, the best first: those that explain most before general symptoms, then those whose line
 * came last, because a build stops at what breaks it and goes on after mere complaints.
 */
export function matchCauses(failure: Failure): KnownCause[] {
	const said = [...failure.lines, failure.message];
	return KNOWN_CAUSES.filter(({ exitCodes }) => !exitCodes || exitCodes.includes(failure.exitCode ?? -1))
		.map((cause) => ({ cause, line: said.findLastIndex((text) => cause.patterns.some((one) => one.test(text))) }))
		.filter(({ line }) => line >= 0)
		.sort((a, b) => rank(a.cause) - rank(b.cause) || b.line - a.line)
		.map(({ cause }) => cause);
}

function rank(cause: KnownCause): number {
	return cause.general ? 1 : 0;
}
