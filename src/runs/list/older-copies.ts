import { readdirSync, statSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import type { Plan } from "../../core/planning/plan.js";
import type { ReplacedFile } from "../../ui/services/plans.js";
import type { OlderCopy } from "../../ui/services/run-report.js";

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

/** The files that the images of a plan take the place of, and which are kept under a name with a date. */
export function replacedFiles({ outputs, settings }: Plan): readonly ReplacedFile[] {
	if (settings.overwriteOldImage) return [];
	return outputs.flatMap(({ file }): ReplacedFile[] => {
		const found = statSync(resolve(settings.directory, file), { throwIfNoEntry: false });
		return found?.isFile() ? [{ file, bytes: found.size }] : [];
	});
}

function names(folder: string): readonly string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}
