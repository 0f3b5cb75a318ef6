import { closeSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FAN, type FanotifyEvent } from "../../core/layers/fanotify-events.js";
import { aliasesOf, hostMounts, type Mount, parseMountTable } from "../../core/layers/mount-table.js";
import { LISTS, openWatch, READS, WRITES } from "../kernel/fanotify.js";
import { fileSystemOf, handleOf, holdMount, pathOf } from "../kernel/file-handles.js";
import type { Libc } from "../kernel/libc.js";

/** Files and folders of the host that a task's processes used. */
export interface HostSeen {
	readonly opened: ReadonlySet<string>;
	readonly listed: ReadonlySet<string>;
	readonly written: ReadonlySet<string>;
	/** Why this is not all, a sentence each. */
	readonly unknown: readonly string[];
}

export interface HostWatch {
	/** What other processes than this one did since the watch began; it ends. */
	end(): HostSeen;
}

export interface HostWatchOptions {
	/** Mounts at or below these folders are not watched. */
	readonly except: readonly string[];
	/** Folders under whose names files are told where a file has several, because of bind mounts. */
	readonly named: readonly string[];
}

/**
 * Watches what is opened by way of the host's mounts in this mount namespace, which must be private: only our processes are
 * seen then. Mounts that cannot be watched are told. For root of the host alone. Throws CallError.
 */
export function watchHost(libc: Libc, { except, named }: HostWatchOptions): HostWatch {
	const watch = openWatch(libc, { unlimited: true });
	const unknown = new Set<string>();
	const mounts = hostMounts(parseMountTable(readFileSync("/proc/self/mountinfo", "utf8")), except);
	const folders = createFolderNames(libc, named);
	for (const mount of mounts) {
		try {
			watch.mark("mount", mount.point, READS | LISTS | WRITES);
			folders.add(mount);
		} catch (error) {
			unknown.add(`what it opens below ${mount.point} cannot be seen (${(error as Error).message})`);
		}
	}
	watch.drain();
	return {
		end() {
			const seen = { opened: new Set<string>(), listed: new Set<string>(), written: new Set<string>() };
			for (const { mask, pid, folder, name } of watch.drain()) {
				if (mask & FAN.overflow) unknown.add("the kernel could not keep up with what it opened");
				if (pid === process.pid || !folder || name === undefined) continue;
				const parent = folders.path(folder);
				if (parent === "unknown") unknown.add("it opened a file whose path cannot be found");
				if (parent === "unknown" || parent === "gone") continue;
				const path = join(parent, name);
				if (mask & WRITES) seen.written.add(path);
				if (mask & FAN.isFolder ? mask & LISTS : mask & (FAN.open | FAN.openExec)) {
					(mask & FAN.isFolder ? seen.listed : seen.opened).add(path);
				}
			}
			watch.close();
			folders.close();
			return { ...seen, unknown: [...unknown] };
		},
	};
}

type Folder = NonNullable<FanotifyEvent["folder"]>;

/** Finds folders of the host by their handles, each once. */
function createFolderNames(libc: Libc, named: readonly string[]) {
	/** By file system: all its mounts, and a descriptor of the one that shows most of it. */
	const fileSystems = new Map<string, { descriptor: number; root: string; mounts: Mount[] }>();
	const known = new Map<string, string>();
	const find = ({ fsid, handle }: Folder): string => {
		const fileSystem = fileSystems.get(fsid);
		if (!fileSystem) return "unknown";
		const path = pathOf(libc, fileSystem.descriptor, handle);
		// A program's own temporary folder.
		if (path === undefined) return "gone";
		const aliases = aliasesOf(path, fileSystem.mounts).filter((alias) => isHandleOf(libc, alias, handle));
		const isNamed = (alias: string) => named.some((folder) => alias === folder || alias.startsWith(`${folder}/`));
		return aliases.find(isNamed) ?? aliases[0] ?? "unknown";
	};
	return {
		add(mount: Mount) {
			const fileSystem = fileSystemOf(libc, mount.point);
			const other = fileSystems.get(fileSystem);
			const mounts = [...(other?.mounts ?? []), mount];
			if (other && other.root.length <= mount.root.length) {
				fileSystems.set(fileSystem, { ...other, mounts });
				return;
			}
			if (other) closeSync(other.descriptor);
			fileSystems.set(fileSystem, { descriptor: holdMount(mount.point), root: mount.root, mounts });
		},
		path(folder: Folder): string | "gone" | "unknown" {
			const id = `${folder.fsid} ${folder.handle}`;
			const path = known.get(id) ?? find(folder);
			known.set(id, path);
			return path;
		},
		close() {
			for (const { descriptor } of fileSystems.values()) closeSync(descriptor);
		},
	};
}

function isHandleOf(libc: Libc, path: string, handle: string): boolean {
	try {
		return handleOf(libc, path) === handle;
	} catch {
		return false;
	}
}
