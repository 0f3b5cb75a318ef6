import { realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { EXIT, UserError } from "../core/errors.js";
import { withoutUndefined } from "../core/values/given.js";
import { completePath } from "./system-path.js";
import { homeFolder } from "./user-folders.js";

/** The PATH that the caller gave us, once ours is complete. */
let callersPath: { readonly value: string | undefined } | undefined;
let homeless = false;

/** What tells every bash how to behave: ours are to do what is written in them. */
const SHELL_SETTINGS = ["SHELLOPTS", "BASHOPTS", "BASH_ENV", "ENV"] as const;
const callersShell: Record<string, string> = {};

/**
 * Makes what every tool of ours inherits independent of who called: PATH finds the system's tools (cron and `su` leave them
 * out), settings for its shells stay away from ours, a limit on the size of files is an error of the write, and a working
 * folder that was deleted is left, since whatever asks for it would fail.
 */
export function settleSurroundings(): void {
	callersPath = { value: process.env.PATH };
	process.env.PATH = completePath(process.env.PATH);
	for (const name of SHELL_SETTINGS) {
		if (process.env[name] === undefined) continue;
		callersShell[name] = process.env[name];
		delete process.env[name];
	}
	// A limit on the size of files then fails the write, and the file is named, instead of ending us without a word.
	process.on("SIGXFSZ", () => {});
	try {
		process.cwd();
	} catch {
		homeless = true;
		process.chdir("/");
	}
}

/**
 * The same for the engine: what it makes as root gets the modes it means, whatever the caller's umask, and its tools run in
 * a folder that no hook removes.
 */
export function settleEngine(): void {
	settleSurroundings();
	process.umask(0o022);
	process.chdir("/");
}

/** The environment as the caller gave it; HOME is there always, as in a login. */
export function callersEnvironment(): Record<string, string> {
	const { PATH: own, ...others } = process.env;
	const path = callersPath ? callersPath.value : own;
	return withoutUndefined({ ...others, ...callersShell, HOME: homeFolder(process.env), PATH: path }) as Record<
		string,
		string
	>;
}

/** The folder that the caller stands in. Throws UserError `folder-gone` when it was deleted. */
export function callersFolder(): string {
	if (!homeless) return process.cwd();
	throw new UserError({
		code: "folder-gone",
		message: "The folder that you are in does not exist any more",
		next: ["Go to another one: cd"],
		exitCode: EXIT.usage,
	});
}

/** A path without symbolic links, as the kernel names it in its table of mounts; what does not exist yet is kept. */
export function realPath(path: string): string {
	try {
		return realpathSync(path);
	} catch {
		const parent = dirname(path);
		return parent === path ? path : join(realPath(parent), basename(path));
	}
}
