import { closeSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FAN, type FanotifyEvent } from "../../core/layers/fanotify-events.js";
import { hostMounts, parseMountTable } from "../../core/layers/mount-table.js";
import { openWatch, READS, WRITES } from "../kernel/fanotify.js";
import { fileSystemOf, holdMount, pathOf } from "../kernel/file-handles.js";
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

/**
 * Watches what is opened by way of the host's mounts in this mount namespace, which must be private: only our processes are
 * seen then. Nothing at or below the folders `except`. Mounts that cannot be watched are told. For root of the host alone.
 * Throws CallError.
 */
export function watchHost(libc: Libc, except: readonly string[]): HostWatch {
	const watch = openWatch(libc, { unlimited: true });
	const unknown = new Set<string>();
	/** By file system: a mount to find folders by their handles, the one that shows most of it. */
	const held = new Map<string, { descriptor: number; root: string }>();
	const mounts = hostMounts(parseMountTable(readFileSync("/proc/self/mountinfo", "utf8")), except);
	for (const { point, root } of mounts) {
		try {
			watch.mark("mount", point, READS | WRITES);
			const fileSystem = fileSystemOf(libc, point);
			const other = held.get(fileSystem);
			if (other && other.root.length <= root.length) continue;
			if (other) closeSync(other.descriptor);
			held.set(fileSystem, { descriptor: holdMount(point), root });
		} catch (error) {
			unknown.add(`what it opens below ${point} cannot be seen (${(error as Error).message})`);
		}
	}
	const paths = new Map<string, string | undefined>();
	const folderPath = ({ fsid, handle }: NonNullable<FanotifyEvent["folder"]>) => {
		const known = `${fsid} ${handle}`;
		if (!paths.has(known)) {
			const mount = held.get(fsid);
			paths.set(known, mount && pathOf(libc, mount.descriptor, handle));
		}
		return paths.get(known);
	};
	watch.drain();
	return {
		end() {
			const seen = { opened: new Set<string>(), listed: new Set<string>(), written: new Set<string>() };
			for (const { mask, pid, folder, name } of watch.drain()) {
				if (mask & FAN.overflow) unknown.add("the kernel could not keep up with what it opened");
				if (pid === process.pid || !folder || name === undefined) continue;
				const parent = folderPath(folder);
				if (parent === undefined) {
					// A folder that is gone was a temporary one, of a program's own.
					if (!(mask & WRITES) && !held.has(folder.fsid)) unknown.add("it opened a file whose path cannot be found");
					continue;
				}
				const path = join(parent, name);
				if (mask & WRITES) seen.written.add(path);
				if (mask & (FAN.open | FAN.openExec)) (mask & FAN.isFolder ? seen.listed : seen.opened).add(path);
			}
			watch.close();
			for (const { descriptor } of held.values()) closeSync(descriptor);
			return { ...seen, unknown: [...unknown] };
		},
	};
}
