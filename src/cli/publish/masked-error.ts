import { UserError } from "../../core/errors.js";

/** Servers repeat in their answers what they were sent: an error without it. */
export function maskedError(error: unknown, mask: (text: string) => string): unknown {
	if (!(error instanceof UserError)) return error;
	const { code, message, place, next, exitCode } = error;
	return new UserError({ code, message: mask(message), ...(place ? { place } : {}), next: next.map(mask), exitCode });
}
