import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import type { Input } from "../../core/layers/input.js";
import { folderNames } from "../../layers/observe/folder-names.js";

/** Larger ones count by size and times: nobody keeps notes in them. */
const LARGEST = 1 << 20;

/**
 * What hooks have left in the build's folder for later hooks outside the image, which read it unseen: a file each, by content.
 * `ignored` are paths below the folder. The folder's own name, which differs from build to build, does not count.
 */
export function notesLeft(build: string, ignored: ReadonlySet<string>): Input[] {
	const names = folderNames(build, ignored);
	// So many that nobody can say what they are: never twice the same.
	if (!names) return [{ name: "the build's folder", value: `very many files at ${Date.now()}` }];
	return [...names]
		.sort(([one], [other]) => (one < other ? -1 : 1))
		.map(([path, facts]) => ({ name: `left in the build's folder: ${path}`, value: noteValue(build, path, facts) }));
}

/** `facts` are mode, then size and times for all but folders. */
function noteValue(build: string, path: string, facts: string): string {
	const [mode, size] = facts.split(" ").map(Number);
	const kind = (mode as number) & 0o170000;
	if (kind === LINK) return `link to ${readlinkSync(join(build, path)).replaceAll(build, "TMP_BUILD_DIR")}`;
	if (kind !== FILE || size === undefined) return String(mode);
	if (size > LARGEST) return facts;
	const text = readFileSync(join(build, path), "latin1").replaceAll(build, "TMP_BUILD_DIR");
	return `${mode} ${createHash("sha256").update(text, "latin1").digest("hex")}`;
}

const FILE = 0o100000;
const LINK = 0o120000;
