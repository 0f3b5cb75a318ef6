import { type BigIntStats, lstatSync, readdirSync, readlinkSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** What a build is made of. Nothing of it needs to be there. */
export interface Sources {
	/** With all that is in them. */
	readonly folders: readonly string[];
	readonly files: readonly string[];
}

/** How sources look at one moment. */
export interface Snapshot {
	/** What tells whether a file or folder is the same, by its path. */
	readonly entries: ReadonlyMap<string, string>;
	/** Folders of which the kernel is to tell what happens in them, with what tells one from another of its name. */
	readonly folders: ReadonlyMap<string, string>;
}

/** Elements have fewer. */
const MOST_ENTRIES = 50_000;

/** Looks at sources. What cannot be read counts as not there. */
export function takeSnapshot({ folders, files }: Sources): Snapshot {
	const entries = new Map<string, string>();
	const watched = new Map<string, string>();
	const queue = [...folders];
	for (let path = queue.shift(); path !== undefined && entries.size < MOST_ENTRIES; path = queue.shift()) {
		const stats = entries.has(path) ? undefined : look(path);
		if (!stats) continue;
		entries.set(path, identity(path, stats));
		if (stats.isDirectory()) {
			watched.set(path, `${stats.dev}:${stats.ino}`);
			queue.push(...namesIn(path).map((name) => join(path as string, name)));
		}
	}
	for (const path of files) {
		const stats = look(path);
		if (stats) entries.set(path, identity(path, stats));
	}
	for (const path of [...folders, ...files]) {
		const above = existing(dirname(path));
		const stats = look(above);
		if (stats) watched.set(above, `${stats.dev}:${stats.ino}`);
	}
	return { entries, folders: watched };
}

/** Paths that are not as they were, sorted. */
export function changedPaths(before: Snapshot, now: Snapshot): string[] {
	const changed = [...now.entries].filter(([path, is]) => before.entries.get(path) !== is).map(([path]) => path);
	const gone = [...before.entries.keys()].filter((path) => !now.entries.has(path));
	return [...changed, ...gone].sort();
}

/** Through links: what they lead to is what is built with. A link that leads nowhere or in a circle counts itself. */
function look(path: string): BigIntStats | undefined {
	return orNothing(() => statSync(path, { bigint: true })) ?? orNothing(() => lstatSync(path, { bigint: true }));
}

/** Undefined for what cannot be read, or has gone since it was listed. */
function orNothing<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}

function identity(path: string, { mode, size, mtimeNs, ctimeNs, ino, dev }: BigIntStats): string {
	const target = orNothing(() => readlinkSync(path));
	const link = target === undefined ? "" : ` → ${target}`;
	// A folder's own times tell of editors' files in it too; its names are entries themselves.
	return (mode & 0o170000n) === 0o040000n ? `${mode}${link}` : [mode, size, mtimeNs, ctimeNs, dev, ino, link].join(" ");
}

function namesIn(folder: string): string[] {
	const names = orNothing(() => readdirSync(folder)) ?? [];
	return names.filter((name) => name !== ".git" && !isEditorFile(basename(name)));
}

function existing(folder: string): string {
	let path = folder;
	while (path !== "/" && !look(path)?.isDirectory()) path = dirname(path);
	return path;
}

/** Names that editors give to what they keep beside a file while it is written: vim, emacs, kate, gedit, nano, JetBrains. */
const EDITOR_FILES = [
	/^4913$/,
	/^\..*\.sw[a-z]$/,
	/~$/,
	/^\.?#/,
	/\.kate-swp$/,
	/^\.goutputstream-/,
	/___jb_(tmp|old)___$/,
	/^\..*\.(tmp|temp)(\.|-|$)/,
];

/** Whether a file with this name is no file of an element, but one of an editor at work. */
const isEditorFile = (name: string): boolean => EDITOR_FILES.some((pattern) => pattern.test(name));
