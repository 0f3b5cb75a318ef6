import { userInfo } from "node:os";
import { EXIT, UserError } from "../core/errors.js";
import { findTool } from "./find-tool.js";

/**
 * How this process comes to do what only root may: it is root, or it puts `argv` before a command. `mayAsk`: that may ask
 * for a password on the terminal. Another way, such as a user namespace, is another `how` with an `argv` of its own.
 */
export type Privilege =
	| { readonly how: "root"; readonly argv: readonly []; readonly mayAsk: false }
	| { readonly how: "sudo"; readonly argv: readonly string[]; readonly mayAsk: true };

const ROOT: Privilege = { how: "root", argv: [], mayAsk: false };

/** Who called us: the owner of what a build makes. */
export interface Caller {
	readonly uid: number;
	readonly gid: number;
}

/** The user and group of this process. */
export function caller(): Caller {
	return { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
}

/** As whom the system lets this process look at files: another one than the caller while root looks for somebody else (`asCaller`). */
export function effectiveUser(): number {
	return process.geteuid?.() ?? 0;
}

/** The name of this user; its number where the system has no name for it, as in containers. */
export function callerName(): string {
	try {
		return userInfo().username;
	} catch {
		return process.env.USER || String(caller().uid);
	}
}

/** Whether this process may do everything itself. */
export function isRoot(): boolean {
	return caller().uid === 0;
}

/** How this process comes to root; undefined where it does not. */
export function privilege(): Privilege | undefined {
	if (isRoot()) return ROOT;
	return findTool("sudo") === undefined ? undefined : { how: "sudo", argv: ["sudo", "--"], mayAsk: true };
}

/** The same; throws UserError `not-root` where there is no way to root. */
export function requirePrivilege(): Privilege {
	const found = privilege();
	if (found) return found;
	throw new UserError({
		code: "not-root",
		message: "Building needs root, and there is no sudo on this host",
		next: ["Run it as root, or install sudo."],
		exitCode: EXIT.host,
	});
}

export interface AsRootOptions {
	/** With all variables of this process, as far as the host's rules allow. */
	readonly keepEnvironment?: boolean;
	/** With these variables. */
	readonly keep?: readonly string[];
	/** False: it fails where a password is wanted. */
	readonly ask?: boolean;
}

/** A command line that runs as root. */
export function asRoot(
	argv: readonly string[],
	{ keepEnvironment = false, keep = [], ask = true }: AsRootOptions = {},
): string[] {
	if (isRoot()) return [...argv];
	const kept = keep.length > 0 ? [`--preserve-env=${keep.join(",")}`] : [];
	return ["sudo", ...(ask ? [] : ["-n"]), ...(keepEnvironment ? ["-E"] : []), ...kept, "--", ...argv];
}
