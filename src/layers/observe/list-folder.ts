import { type Dirent, readdirSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { isTooYoung } from "../../core/layers/young.js";
import { effectiveUser } from "../../host/privilege.js";

/** An entry of a folder of the host; `target` where a link leads. */
export interface FolderEntry {
	readonly name: string;
	readonly kind: "folder" | "link" | "other";
	readonly target?: string;
}

/**
 * Listed before, as long as nothing about a folder shows that an entry came, went or is another one. By who has looked, too: root looks
 * as the caller now and then, who may not see all of it.
 */
const KNOWN = new Map<string, { readonly identity: string; readonly entries: readonly FolderEntry[] }>();

/**
 * The entries of a folder, which every hook outside the image asks for: a folder is read again when its own times are others, or
 * so young that they would not show a change. Throws what reading throws.
 */
export function listFolder(folder: string, now: () => number = Date.now): readonly FolderEntry[] {
	const { identity, times } = look(folder);
	const key = `${effectiveUser()} ${folder}`;
	const kept = KNOWN.get(key);
	if (kept?.identity === identity) return kept.entries;
	const time = now();
	const entries = readdirSync(folder, { withFileTypes: true }).map((entry) => entryOf(folder, entry));
	if (!isTooYoung(times, time) && look(folder).identity === identity) KNOWN.set(key, { identity, entries });
	return entries;
}

/** Of the folder that a link leads to: it has numbers and times of its own. */
function look(folder: string) {
	const { dev, ino, mtimeNs, ctimeNs, mtimeMs, ctimeMs } = statSync(folder, { bigint: true });
	const times = { mtimeMs: Number(mtimeMs), ctimeMs: Number(ctimeMs) };
	return { identity: [dev, ino, mtimeNs, ctimeNs].join(" "), times };
}

function entryOf(folder: string, entry: Dirent): FolderEntry {
	const { name } = entry;
	if (!entry.isSymbolicLink()) return { name, kind: entry.isDirectory() ? "folder" : "other" };
	try {
		return { name, kind: "link", target: readlinkSync(join(folder, name)) };
	} catch {
		return { name, kind: "link" };
	}
}
