import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { release } from "node:os";
import { join } from "node:path";
import { PHASES } from "../../core/hooks/phases.js";
import type { EnvironmentOptions } from "../../core/layers/environment.js";
import type { LayerLimits } from "../../core/layers/forget.js";
import type { Input } from "../../core/layers/input.js";
import type { BuildOrder } from "../../core/planning/plan.js";
import { imageLimits, layerLimits } from "../../core/run/storage-limits.js";
import { MAX_AGE_SECONDS } from "../../core/settings/run.js";
import { runTool } from "../../host/run-tool.js";
import { userFolders } from "../../host/user-folders.js";
import { createContentCache } from "../../layers/observe/content-cache.js";
import type { LookPlaces } from "../../layers/observe/look.js";
import { type Observer, openObserver } from "../../layers/observe/observer.js";
import { INDEXES } from "../../layers/packages/index-folder.js";
import { PackageIndexes } from "../../layers/packages/package-indexes.js";
import type { BuildRemote } from "../../layers/remote/build-remote.js";
import { type LayerStore, openLayerStore, SYSTEM_CACHE } from "../../layers/store/layer-store.js";
import type { KeptSecrets } from "../builder/kept-secrets.js";
import { DOWNLOADS, type WorkDirectory } from "../work/work-directory.js";
import { notesLeft } from "./notes.js";
import { type OpenRemoteOptions, openRemote } from "./open-remote.js";
import { PackageSight } from "./package-sight.js";
import { isPrivatePlace } from "./private-places.js";
import { WholeBuildReader } from "./whole-build.js";

/** What keeping and taking layers needs. */
export interface LayerTools {
	readonly store: LayerStore;
	readonly observer: Observer;
	readonly places: LookPlaces;
	readonly environment: EnvironmentOptions;
	/** Folders for downloads, which no image depends on. */
	readonly caches: readonly string[];
	readonly wholeBuild: WholeBuildReader;
	/** What hooks have left in the build's folder so far. */
	readonly notes: () => readonly Input[];
	/** Where layers without a change lie. */
	readonly nothing: string;
	/** Name of the image. */
	readonly image: string;
	/** Version of diskwright. */
	readonly by: string;
	readonly kernel: string;
	readonly architecture: string;
	/** How much the store may take once the build has ended. */
	readonly limits: LayerLimits;
	/** The same of kept images. */
	readonly imageLimits: LayerLimits;
	/** Layers of other machines; undefined when the build names none. */
	readonly remote: BuildRemote | undefined;
	/** What mirrors have of packages, and what hooks have read of that. */
	readonly packages: PackageSight;
	/** Whether what lies there may be nobody else's. */
	readonly isPrivatePlace: (path: string) => boolean;
	/** Milliseconds that a layer is good for: what hooks fetch is not seen. */
	readonly maxAgeMs: number;
}

const NOTHING = "no-change";

/** With sudo not in the user's own folder: he could change what is root's in an image. */
const layersFolder = ({ caller, plan }: Pick<BuildOrder, "caller" | "plan">): string =>
	caller.uid === 0 ? plan.settings.imageCache : SYSTEM_CACHE;

/** Where what is known of package indexes is kept, for the same reason. */
const indexesFolder = ({ caller, environment }: Pick<BuildOrder, "caller" | "environment">): string =>
	join(caller.uid === 0 ? userFolders(environment).cache : SYSTEM_CACHE, INDEXES);

/**
 * Opens the store and begins to watch; `work.hooks` becomes a file system of its own, which is how the kernel tells what was read
 * there. Returns in a sentence why there can be no layers here. Never throws.
 */
export async function openLayerTools(
	order: BuildOrder,
	work: WorkDirectory,
	secrets: KeptSecrets,
	{
		tell,
		tellAway,
		signal,
	}: Pick<OpenRemoteOptions, "tell" | "signal"> & { readonly tellAway: (message: string) => void },
): Promise<LayerTools | { readonly off: string }> {
	const { plan, environment, packageRoot } = order;
	const { settings } = plan;
	const answer = await openLayerStore(layersFolder(order), { make: true });
	if ("off" in answer) return answer;
	const { store } = answer;
	try {
		const limits = layerLimits(environment);
		await mkdir(work.hooks, { recursive: true });
		await runTool(["mount", "--no-mtab", "-t", "tmpfs", "-o", "mode=0755,nr_inodes=0", "tmpfs", work.hooks]);
		const places: LookPlaces = {
			hooks: work.hooks,
			callersFolders: [...plan.elementsPath, settings.directory, environment.HOME ?? "", packageRoot].filter(Boolean),
			key: store.key,
			contents: createContentCache(),
		};
		const caches = [settings.imageCache, settings.lockFiles, work.downloads];
		const ignored = new Set([
			"hooks",
			"mnt",
			"layers",
			"dev",
			DOWNLOADS,
			NOTHING,
			...PHASES.map((phase) => `shell.${phase}`),
		]);
		const observer = openObserver(store.libc, { ...places, build: work.build, ignored, caches });
		const nothing = join(work.build, NOTHING);
		await mkdir(nothing);
		return {
			...{ store, observer, places, caches, nothing },
			wholeBuild: new WholeBuildReader(work.hooks),
			notes: () => notesLeft(work.build, ignored),
			environment: {
				places: { [work.build]: "TMP_BUILD_DIR" },
				isSecret: (name, value) =>
					order.secrets.includes(name) || secrets.values.some((secret) => secret !== "" && value.includes(secret)),
				key: store.key,
			},
			image: plan.imageName,
			by: packageVersion(packageRoot),
			kernel: release(),
			architecture: plan.architecture,
			limits,
			imageLimits: imageLimits(environment),
			remote: openRemote(order, { store, most: limits.most, tell, signal }),
			packages: new PackageSight(
				new PackageIndexes({
					...{ folder: indexesFolder(order), env: environment, offline: settings.offline, signal },
					tell: tellAway,
				}),
			),
			isPrivatePlace: (path) =>
				isPrivatePlace(path, {
					home: environment.HOME ?? "",
					open: [...plan.elementsPath, packageRoot, ...(environment.PATH ?? "").split(":").filter(Boolean)],
				}),
			maxAgeMs: (settings.maxAgeSeconds ?? MAX_AGE_SECONDS) * 1000,
		};
	} catch (error) {
		return { off: error instanceof Error ? error.message : String(error) };
	}
}

function packageVersion(root: string): string {
	return (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }).version;
}
