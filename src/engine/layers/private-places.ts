import { lstatSync } from "node:fs";
import { dirname } from "node:path";

/** Whose files never count as everybody's, and which folders still do: those of elements, of programs and of diskwright. */
export interface Homes {
	readonly home: string;
	readonly open: readonly string[];
}

const OTHERS_READ = 0o004;
const OTHERS_ENTER = 0o001;

/**
 * Whether a file or folder of the host is not for everybody there: somebody is not allowed to read it, or it lies in the
 * caller's home. What is gone again was a hook's own.
 */
export function isPrivatePlace(path: string, { home, open }: Homes): boolean {
	const isBelow = (folder: string) => folder !== "/" && folder !== "" && path.startsWith(`${folder}/`);
	if (open.some((folder) => path === folder || isBelow(folder))) return false;
	if (isBelow(home)) return true;
	const stats = lstatSync(path, { throwIfNoEntry: false });
	if (!stats) return false;
	if (!stats.isSymbolicLink() && (stats.mode & OTHERS_READ) === 0) return true;
	for (let folder = dirname(path); ; folder = dirname(folder)) {
		const above = lstatSync(folder, { throwIfNoEntry: false });
		if (above && (above.mode & OTHERS_ENTER) === 0) return true;
		if (folder === "/") return false;
	}
}
