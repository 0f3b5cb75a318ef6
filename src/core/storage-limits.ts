import { UserError } from "./errors.js";
import { parseSize } from "./quantities.js";

/** Bytes of output that are kept of one task, unless told otherwise. */
export const LOG_LIMIT = 256 << 20;

/** DISKWRIGHT_LOG_LIMIT. Throws UserError `log-limit`. */
export function logLimit({ DISKWRIGHT_LOG_LIMIT: text }: Readonly<Record<string, string | undefined>>): number {
	if (!text) return LOG_LIMIT;
	try {
		return parseSize(text);
	} catch (cause) {
		const message = `DISKWRIGHT_LOG_LIMIT: ${(cause as UserError).message}`;
		throw new UserError({ code: "log-limit", message, next: ["Write it with a unit, like 64MiB."], cause });
	}
}
