import { writeSync } from "node:fs";
import { EXIT, type SerialisedError, UserError } from "../../core/errors.js";

const MARK = "diskwright-ended: ";

/** How a builder ended whose events could not say it. */
export interface LastWord {
	readonly exitCode: number;
	readonly error?: SerialisedError;
}

/** Says it on standard error, which whoever started the builder reads. Never throws. */
export function sayLastWord(word: LastWord): void {
	try {
		writeSync(2, `${MARK}${JSON.stringify(word)}\n`);
	} catch {
		// Nobody listens any more.
	}
}

/** What a builder said last on its standard error, besides whatever else stands there. */
export function readLastWord(said: string): { readonly word?: LastWord; readonly other: string } {
	const lines = said.split("\n");
	const line = lines.findLast((text) => text.startsWith(MARK));
	const other = lines.filter((text) => !text.startsWith(MARK)).join("\n");
	if (line === undefined) return { other };
	try {
		return { word: JSON.parse(line.slice(MARK.length)) as LastWord, other };
	} catch {
		return { other: said };
	}
}

/** The error as it was before it travelled. */
export function revive({ code, message, place, next, exitCode }: SerialisedError): Error {
	if (exitCode === EXIT.bug) return new Error(message);
	return new UserError({ code, message, ...(place ? { place } : {}), next, exitCode });
}
