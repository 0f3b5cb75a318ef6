import { getSystemErrorMap } from "node:util";

/** `EPERM: operation not permitted`. */
function errnoText(errno: number): string {
	const [name, meaning] = getSystemErrorMap().get(-errno) ?? [String(errno), "unknown"];
	return `${name}: ${meaning}`;
}

/** What a call of the C library refused. */
export class CallError extends Error {
	constructor(
		call: string,
		readonly errno: number,
	) {
		super(`${call}: ${errnoText(errno)}`);
	}
}
