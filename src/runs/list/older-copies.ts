import { readdirSync, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import type { OlderCopy } from "../../core/run/run-report.js";

/** Older copies of an image, by the name that a build gives them: `web-2026.01.31-12.00.00.qcow2`; the newest first. */
export function olderCopies(path: string): readonly OlderCopy[] {
	const extension = extname(path);
	const base = basename(path, extension);
	const isCopy = (name: string) =>
		name.startsWith(`${base}-`) &&
		name.endsWith(extension) &&
		/^\d{4}\.\d\d\.\d\d-\d\d\.\d\d\.\d\d/.test(name.slice(base.length + 1));
	return names(dirname(path))
		.filter(isCopy)
		.sort()
		.reverse()
		.flatMap((name): OlderCopy[] => {
			const copy = join(dirname(path), name);
			const found = statSync(copy, { throwIfNoEntry: false });
			return found?.isFile() ? [{ path: copy, bytes: found.size }] : [];
		});
}

function names(folder: string): readonly string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}
