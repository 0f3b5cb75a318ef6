import { lstatSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Seen } from "../../core/layers/judge.js";
import { mountChanges, parseMountTable } from "../../core/layers/mount-table.js";
import { hostFolderInput, hostInput, listedInput, openedInput } from "../../core/layers/task-inputs.js";
import { isTooYoung } from "../../core/layers/young.js";
import { type FileWatch, openFileWatch } from "../kernel/file-watch.js";
import type { Libc } from "../kernel/libc.js";
import type { Before, ObserverPlaces, OutsideView } from "./before.js";
import { changedNames, folderNames } from "./folder-names.js";
import { readHooksTree } from "./hooks-tree.js";
import { type HooksSeen, watchHooks } from "./hooks-watch.js";
import type { HostNames } from "./host-names.js";
import { NameReader } from "./host-names.js";
import { type HostSeen, watchHost } from "./host-watch.js";
import { type ImageWatch, watchImage } from "./image-watch.js";
import { judgeNames, lookAtHost, naming, namingFiles } from "./judge-names.js";
import { hostFileValue, hostFolderValue, meantHooksNow } from "./look.js";
import { type Survivors, watchSurvivors } from "./survivors.js";

/** Sees what the tasks of one build read and change outside the tree, one task at a time. */
export interface Observer {
	/** The hooks tree as it is now, for the key of the task that comes next. */
	look(outside?: OutsideView): Before;
	/**
	 * From here on everything counts as the task's doing. `outside`: its hook runs outside the image and sees the host; `image`: where the
	 * tree is mounted in which it runs otherwise.
	 */
	begin(before: Before, options: { readonly outside: boolean; readonly image?: string | undefined }): void;
	/** To be called when the task's hook has ended; what it left in the background may end within a moment. */
	end(): Promise<Seen>;
	close(): void;
}

/**
 * Begins to observe. The hooks tree has to be a tmpfs of its own, the mount namespace private. Throws CallError where the kernel
 * cannot (`probeObservation` tells beforehand).
 */
export function openObserver(libc: Libc, places: ObserverPlaces): Observer {
	const hooks = watchHooks(libc, places.hooks, { unlimited: true });
	const survivors = watchSurvivors();
	const names = new NameReader({ except: [places.build, ...places.caches], busy: [dirname(places.build)] });
	const files = filesIfPossible(libc);
	let task: Begun | undefined;
	return {
		look(view) {
			const entries = readHooksTree(places.hooks);
			const files = entries.filter(({ kind }) => kind === "file");
			return {
				entries,
				contents: new Map(files.map(({ path }) => [path, places.contents.digest(join(places.hooks, path))])),
				...(view ? { host: { view, ground: lookAtHost(view, places) } } : {}),
			};
		},
		begin(before, { outside, image }) {
			task = {
				before,
				started: Date.now(),
				mounts: readFileSync("/proc/self/mountinfo", "utf8"),
				build: outside ? folderNames(places.build, places.ignored) : undefined,
				names: outside && before.host ? names.read(naming(before.host), namingFiles(before, places)) : undefined,
				host: outside ? watchHost(libc, hostOptions(places)) : undefined,
				image: image === undefined ? undefined : watchIfPossible(libc, files, image),
			};
			hooks.begin(before.entries);
		},
		async end() {
			if (!task) throw new Error("no task has begun");
			const left = await stillThere(survivors);
			const seen = hooks.end();
			const image = task.image?.end();
			const host = task.host?.end();
			const mounts = mountChanges(
				parseMountTable(task.mounts),
				parseMountTable(readFileSync("/proc/self/mountinfo", "utf8")),
			);
			const found = {
				hooks: judgeHooks(seen, task.before, places),
				host: host ? judgeHost(host, task.started, places) : NOTHING,
				names: host ? judgeNames(task, seen, host, names, places) : NOTHING,
			};
			const outside = [...found.hooks.outside, ...found.host.outside, ...mounts, ...buildChanges(task, places)];
			const { entries } = task.before;
			task = undefined;
			// A folder that was listed may also be named in the hook's text.
			const observed = [...found.hooks.observed, ...found.host.observed, ...found.names.observed];
			return {
				observed: [
					...new Map([...observed, meantHooksNow(observed, entries, places)].map((one) => [one.name, one])).values(),
				],
				outside,
				unknown: [...found.hooks.unknown, ...found.host.unknown, ...found.names.unknown],
				survivors: left,
				...(image ? { image } : {}),
			};
		},
		close() {
			task?.host?.end();
			task?.image?.end();
			files?.close();
			hooks.close();
		},
	};
}

function filesIfPossible(libc: Libc): FileWatch | undefined {
	try {
		return openFileWatch(libc);
	} catch {
		return undefined;
	}
}

/** Older kernels show nothing of an overlay: then what lies below a hook counts as a whole. */
function watchIfPossible(libc: Libc, files: FileWatch | undefined, image: string): ImageWatch | undefined {
	try {
		return files && watchImage(libc, files, image);
	} catch {
		return undefined;
	}
}

const hostOptions = ({ build, caches, callersFolders }: ObserverPlaces) => ({
	except: [build],
	named: [build, ...caches, ...callersFolders],
});

/** A pipe's last reader may be slower than the hook; a daemon stays. */
async function stillThere(survivors: Survivors): Promise<readonly string[]> {
	const end = performance.now() + GRACE_MS;
	for (;;) {
		const left = survivors.now();
		if (left.length === 0 || performance.now() > end) return left;
		await wait(STEP_MS);
	}
}

const GRACE_MS = 250;
const STEP_MS = 10;

interface Begun {
	readonly before: Before;
	/** Milliseconds since 1970. */
	readonly started: number;
	readonly mounts: string;
	readonly build: ReadonlyMap<string, string> | undefined;
	readonly host: ReturnType<typeof watchHost> | undefined;
	readonly image: ImageWatch | undefined;
	/** What any file of the hooks tree names, before the task ran. */
	readonly names: HostNames | undefined;
}

type Found = Pick<Seen, "observed" | "outside" | "unknown">;

const NOTHING: Found = { observed: [], outside: [], unknown: [] };

/** What it read is what it was before; a file that is otherwise now and that the task has not written was edited meanwhile. */
function judgeHooks(seen: HooksSeen, before: Before, places: ObserverPlaces): Found {
	const unknown = [...seen.unknown];
	const observed = [...seen.listed].sort().map((path) => listedInput(path, before.entries));
	for (const path of [...seen.opened].sort()) {
		const was = before.contents.get(path);
		if (was === undefined) continue;
		observed.push(openedInput(path, was));
		if (seen.changed.has(path)) continue;
		if (digestOf(join(places.hooks, path), places) !== was) unknown.push(`${path} was changed while it ran`);
	}
	const outside = [...seen.changed].sort().map((path) => `changes the hooks tree: ${path || "the tree itself"}`);
	return { observed, outside, unknown };
}

function digestOf(path: string, { contents }: ObserverPlaces): string | undefined {
	try {
		return contents.digest(path);
	} catch {
		return undefined;
	}
}

/**
 * Downloads that nobody takes on trust: packages, since name and index say what they hold, and apt's lists, since their mirrors are asked
 * whether these are still the newest ones, by apt and for layers.
 */
const COMPARED =
	/\.(?:deb|udeb|rpm|apk|pkg\.tar\.\w+)$|\/lists\/(?:[^/]+\/)?(?:lock|[^/]+_(?:In)?Release(?:\.gpg)?|[^/]+_Packages(?:\.\w+)?)$/;

function judgeHost(seen: HostSeen, started: number, places: ObserverPlaces): Found {
	const isBelow = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);
	const isOwn = (path: string) => isBelow(path, places.build);
	const isCache = (path: string) => places.caches.some((folder) => isBelow(path, folder));
	const unknown = [...seen.unknown];
	const observed = [...seen.listed]
		.filter((path) => !isOwn(path) && !isCache(path))
		.sort()
		.map((path) => hostFolderInput(path, hostFolderValue(path)));
	for (const path of [...seen.opened].sort()) {
		if (isOwn(path) || seen.written.has(path)) continue;
		if (isCache(path) && COMPARED.test(path)) continue;
		const stats = lstatSync(path, { throwIfNoEntry: false });
		if (stats && isTooYoung(stats, started)) unknown.push(`the host's ${path} was changed while it ran`);
		observed.push(hostInput(path, hostFileValue(path, places)));
	}
	const outside = [...seen.written]
		// What is gone again was a temporary file.
		.filter((path) => !isOwn(path) && !isCache(path) && lstatSync(path, { throwIfNoEntry: false }))
		.sort()
		.map((path) => `writes ${path}`);
	return { observed, outside, unknown };
}

/** Only hooks outside the image reach the build's folder. */
function buildChanges({ host, build }: Begun, places: ObserverPlaces): string[] {
	if (!host) return [];
	const now = folderNames(places.build, places.ignored);
	if (!build || !now) return ["keeps very many files in the build's folder"];
	return changedNames(build, now).map((path) => `changes ${path} in the build's folder`);
}
