import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Where system administration tools lie; cron and `su` leave these folders out of PATH. */
export const SYSTEM_FOLDERS = ["/usr/local/sbin", "/usr/sbin", "/sbin"] as const;

/** What execvp(3) and every shell take where PATH is not set, with /usr/local before. */
const DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

/** A PATH that finds every tool of a host: the given one, or the usual one, and behind it the system folders it lacks. */
export function completePath(path: string | undefined): string {
	const folders = withPrograms(path).split(delimiter);
	return [...folders, ...SYSTEM_FOLDERS.filter((folder) => !folders.includes(folder))].join(delimiter);
}

/** The given PATH, or the usual one; behind one without even a shell, the usual one. */
export function withPrograms(path: string | undefined): string {
	const folders = (path ?? "").split(delimiter).filter((folder) => folder !== "");
	const usual = DEFAULT_PATH.split(delimiter);
	if (folders.some((folder) => existsSync(join(folder, "bash")))) return path as string;
	return [...folders, ...usual.filter((folder) => !folders.includes(folder))].join(delimiter);
}
