import { EXIT, UserError } from "../../core/errors.js";
import { lacks } from "../../host/free-space.js";

/**
 * The error for what could not be written into a folder of this host, when that is full; undefined when it is not. `needed`
 * says what was to be written there.
 */
export function fullFolder(folder: string, needed: string, cause: unknown): UserError | undefined {
	const lack = lacks(folder);
	if (lack === undefined) return undefined;
	return new UserError({
		code: "no-space",
		message: `${folder} ${lack === "space" ? "is full" : "has no free inodes"}: there is no room for ${needed}`,
		next: ["Make room there, or choose a folder on a larger disk; a build with --on-failure hold can then be retried."],
		exitCode: EXIT.host,
		cause,
	});
}
