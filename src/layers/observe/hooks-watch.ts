import { join, relative } from "node:path";
import { FAN } from "../../core/layers/fanotify-events.js";
import type { TreeName } from "../../core/layers/task-inputs.js";
import { CHANGES, openWatch, READS } from "../kernel/fanotify.js";
import { handleOf } from "../kernel/file-handles.js";
import type { Libc } from "../kernel/libc.js";

/** What was done to the hooks tree; paths are below it, the tree itself is empty. */
export interface HooksSeen {
	readonly opened: ReadonlySet<string>;
	readonly listed: ReadonlySet<string>;
	readonly changed: ReadonlySet<string>;
	/** Why this is not all, a sentence each. */
	readonly unknown: readonly string[];
}

export interface HooksWatch {
	/** Forgets what was done so far; `entries` are those of now. */
	begin(entries: readonly TreeName[]): void;
	/** What other processes than this one did since. */
	end(): HooksSeen;
	close(): void;
}

/**
 * Watches the file system that holds the hooks tree, which must be a tmpfs of its own: everything there is seen, by whatever
 * mount or link it was reached. Throws CallError where the kernel cannot or does not let us.
 */
export function watchHooks(libc: Libc, tree: string, options: { readonly unlimited: boolean }): HooksWatch {
	const watch = openWatch(libc, options);
	try {
		watch.mark("file-system", tree, READS | CHANGES);
	} catch (error) {
		watch.close();
		throw error;
	}
	let folders = new Map<string, string>();
	return {
		begin(entries) {
			const paths = ["", ...entries.flatMap(({ path, kind }) => (kind === "folder" ? [path] : []))];
			folders = new Map(paths.map((path) => [handleOf(libc, join(tree, path)), path]));
			watch.drain();
		},
		end() {
			const seen = { opened: new Set<string>(), listed: new Set<string>(), changed: new Set<string>() };
			const unknown = new Set<string>();
			for (const { mask, pid, folder, name } of watch.drain()) {
				if (mask & FAN.overflow) unknown.add("the kernel could not keep up with what it opened");
				if (pid === process.pid || !folder || name === undefined) continue;
				const parent = folders.get(folder.handle);
				if (parent === undefined) {
					// Something in a folder that the task itself has made.
					if (mask & CHANGES) seen.changed.add("a new folder");
					else unknown.add("it opened a file in a folder of the hooks tree that is new");
					continue;
				}
				const path = relative("/", join("/", parent, name));
				if (mask & CHANGES) seen.changed.add(path);
				if (mask & (FAN.open | FAN.openExec)) (mask & FAN.isFolder ? seen.listed : seen.opened).add(path);
			}
			return { ...seen, unknown: [...unknown] };
		},
		close: watch.close,
	};
}
