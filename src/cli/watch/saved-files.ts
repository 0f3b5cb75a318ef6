import { type FSWatcher, watch } from "node:fs";
import { changedPaths, type Snapshot, type Sources, takeSnapshot } from "./snapshot.js";

/** Milliseconds without news after which a save is over: editors write, rename and remove several files for one. */
const QUIET_MS = 150;
/** However much goes on. */
const LONGEST_MS = 1500;
const POLL_MS = 1000;

/**
 * Tells of saved files. The kernel only says where something happens; what has changed is found by comparing, so that whatever an
 * editor does on its way counts once, and what comes out the same does not count.
 */
export class SavedFiles {
	#sources: Sources = { folders: [], files: [] };
	#base: Snapshot = { entries: new Map(), folders: new Map() };
	readonly #watchers = new Map<string, { readonly identity: string; readonly watcher: FSWatcher }>();
	readonly #changed = new Set<string>();
	#timer: NodeJS.Timeout | undefined;
	#first = 0;
	#poll: NodeJS.Timeout | undefined;
	#wake: () => void = () => {};

	/** Whether the kernel does not tell, and files are looked at again and again. */
	get polls(): boolean {
		return this.#poll !== undefined;
	}

	/** Watches these sources from now on; of those that were watched before, what has changed meanwhile is told by `next`. */
	watch(sources: Sources): void {
		// In this order: what changes between the two looks is told twice, and never lost.
		const now = takeSnapshot(sources);
		this.#note(changedPaths(this.#base, takeSnapshot(this.#sources)));
		this.#sources = sources;
		this.#settle(now);
	}

	/** Whether something has changed that nobody has asked for yet. */
	get pending(): boolean {
		return this.#changed.size > 0;
	}

	/** Waits for the next change; none when the signal comes first. */
	async next(signal: AbortSignal): Promise<string[]> {
		while (this.#changed.size === 0 && !signal.aborted) {
			const over = new AbortController();
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
				signal.addEventListener("abort", () => resolve(), { signal: over.signal });
			});
			over.abort();
		}
		const paths = topmost([...this.#changed].sort());
		this.#changed.clear();
		return paths;
	}

	close(): void {
		clearTimeout(this.#timer);
		clearInterval(this.#poll);
		for (const { watcher } of this.#watchers.values()) watcher.close();
		this.#watchers.clear();
	}

	#poke(): void {
		const now = performance.now();
		if (this.#timer === undefined) this.#first = now;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#compare(), Math.max(0, Math.min(QUIET_MS, this.#first + LONGEST_MS - now)));
	}

	#compare(): void {
		this.#timer = undefined;
		const now = takeSnapshot(this.#sources);
		this.#note(changedPaths(this.#base, now));
		this.#settle(now);
	}

	#note(paths: readonly string[]): void {
		for (const path of paths) this.#changed.add(path);
		if (paths.length > 0) this.#wake();
	}

	/** Takes this as what is known, and has the kernel tell of its folders. */
	#settle(now: Snapshot): void {
		this.#base = now;
		for (const [folder, { identity, watcher }] of this.#watchers) {
			if (now.folders.get(folder) === identity) continue;
			watcher.close();
			this.#watchers.delete(folder);
		}
		for (const [folder, identity] of now.folders) {
			if (this.#watchers.has(folder)) continue;
			// What has happened since the look and until the kernel begins to tell.
			this.#poke();
			try {
				const watcher = watch(folder, () => this.#poke());
				watcher.on("error", () => this.#poke());
				this.#watchers.set(folder, { identity, watcher });
			} catch {
				// It is gone again, or there are no more watches to have (fs.inotify.max_user_watches).
				this.#poll ??= setInterval(() => this.#poke(), POLL_MS);
			}
		}
	}
}

/** Without what lies in a folder that has come or gone itself. */
function topmost(sorted: readonly string[]): string[] {
	return sorted.filter((path) => !sorted.some((above) => path.startsWith(`${above}/`)));
}
