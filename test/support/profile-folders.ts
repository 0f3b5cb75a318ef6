import { join } from "node:path";
import { UserError } from "../../src/core/errors.js";
import type { ProfileFolders } from "../../src/profiles/profile-files.js";
import { temporaryFolder, writeTree } from "./elements.js";

/** Folders of profiles with these files: `saved/…`, `shipped/…`, `cwd/…`. Removed when the test ends. */
export function profileFoldersWith(files: Record<string, string>): ProfileFolders & { readonly root: string } {
	const root = temporaryFolder();
	writeTree(root, files);
	return { saved: join(root, "saved"), shipped: join(root, "shipped"), cwd: join(root, "cwd"), root };
}

/** The UserError that `run` throws. */
export function userErrorOf(run: () => unknown): UserError {
	try {
		run();
	} catch (error) {
		if (error instanceof UserError) return error;
		throw error;
	}
	throw new Error("nothing was thrown");
}
