import { withPrograms } from "../../host/system-path.js";

/** Variables of the caller that sudo removes even with -E (contract §3.6); our stand-in for sudo removes the same. */
export const REMOVED_BY_SUDO = {
	names: [
		...["PS4", "BASH_ENV", "ENV", "SHELLOPTS", "BASHOPTS", "IFS", "CDPATH", "GLOBIGNORE"],
		...["PYTHONPATH", "PYTHONHOME", "PYTHONINSPECT", "PYTHONUSERBASE"],
		...["PERL5LIB", "PERLLIB", "PERL5OPT", "PERL5DB", "PERLIO_DEBUG", "RUBYLIB", "RUBYOPT", "JAVA_TOOL_OPTIONS"],
		...["TERMPATH", "TERMCAP", "FPATH", "ZDOTDIR", "NULLCMD", "READNULLCMD", "TMPPREFIX"],
		...["LOCALDOMAIN", "RES_OPTIONS", "HOSTALIASES", "NLSPATH", "PATH_LOCALE"],
	],
	prefixes: ["LD_", "_RLD", "TERMINFO", "BASH_FUNC_"],
} as const;

/** Elements see none of these inside: what sudo removes, and folders of the host. */
const NEVER_INSIDE = new Set<string>([...REMOVED_BY_SUDO.names, "TMPDIR", "VIRTUAL_ENV"]);

const INSIDE_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** The caller that outside hooks and `sudo` see. */
export interface CallerNames {
	readonly name: string;
	readonly uid: number;
	readonly gid: number;
}

/** What a chroot hook sees of the engine's environment, before snippets (contract §3.6; PATH without the literal `$PATH`, Q12). */
export function environmentInside(
	environment: Readonly<Record<string, string>>,
	caller: CallerNames,
): Record<string, string> {
	const kept = Object.entries(environment).filter(
		([name, value]) =>
			!NEVER_INSIDE.has(name) &&
			!REMOVED_BY_SUDO.prefixes.some((prefix) => name.startsWith(prefix)) &&
			!value.startsWith("()"),
	);
	return {
		...Object.fromEntries(kept),
		HOME: "/root",
		USER: "root",
		LOGNAME: "root",
		SHELL: "/bin/bash",
		SUDO_COMMAND: "/usr/sbin/chroot",
		SUDO_USER: caller.name,
		SUDO_UID: String(caller.uid),
		SUDO_GID: String(caller.gid),
		PATH: INSIDE_PATH,
	};
}

/**
 * PATH as the engine exports it: the shims first, the system directories added when absent, that is when nothing in it
 * begins with them (contract §3.4).
 */
export function enginePath(path: string | undefined, shims: string): string {
	const given = withPrograms(path);
	const missing = ["/sbin", "/usr/sbin", "/usr/local/sbin"].filter(
		(directory) => !`:${given}`.includes(`:${directory}`),
	);
	return [shims, given, ...missing].join(":");
}
