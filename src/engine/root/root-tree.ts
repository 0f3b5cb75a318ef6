import { realpathSync } from "node:fs";
import { chmod, chown, mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { runTool } from "../../host/run-tool.js";
import { linkLayers } from "../../layers/store/link-layers.js";
import { removeEntry } from "../tree/files.js";
import { mountInTree } from "../tree/mount.js";
import { mountsBelow, unmount, unmountBelow } from "../tree/unmount.js";
import { relinkHardLinks } from "./hard-links.js";

/**
 * The root tree under construction: an overlay stack with one writable layer on top, or a plain directory where the
 * host has no usable overlay. Layers have short relative names because the kernel limits the option string to one page.
 */
export interface RootTree {
	/** Where the tree is mounted now: TMP_MOUNT_PATH, later `built`. */
	readonly path: string;
	/** True when changes since the last checkpoint can be dropped. */
	readonly layered: boolean;
	/**
	 * Freezes what was changed so far; later changes can be dropped without it. Returns the folder that holds it, as overlayfs
	 * notes it; undefined when nothing was changed, or nothing can be frozen.
	 */
	checkpoint(): Promise<string | undefined>;
	/**
	 * Puts frozen layers, the lowest first, on top of what is there, which must have been frozen. They are never written to.
	 * Throws an Error when the kernel takes no more of them; mounts below the tree stay.
	 */
	stack(layers: readonly string[]): Promise<void>;
	/** The folders of the frozen layers as overlayfs notes them, the lowest first; undefined where nothing can be frozen. */
	frozen(): readonly string[] | undefined;
	/** Drops what was changed since the last checkpoint. Mounts below the tree stay. */
	dropChanges(): Promise<void>;
	/** Unmounts everything below the tree and makes it appear at `path` instead. */
	moveTo(path: string): Promise<void>;
	/** Unmounts everything below the tree and the tree itself; the second call does nothing. */
	close(): Promise<void>;
}

export interface RootTreeOptions {
	/** Empty folder for the layers, on the file system that takes the tree. */
	readonly store: string;
	/** Where the tree shall appear; made when missing. */
	readonly path: string;
}

/** Opens an empty tree on an overlay. Throws when the host cannot mount it (`openPlainTree` is the way then). */
export async function openOverlayTree({ store, path }: RootTreeOptions): Promise<RootTree> {
	const lowers: string[] = ["0"];
	const linked = new Map<string, readonly string[]>();
	let serial = 0;
	let upper = "";
	let place = path;
	let closed = false;
	await mkdir(join(store, "0"), { recursive: true });
	await mkdir(path, { recursive: true });
	await mountTop();

	/** A fresh upper and a fresh work directory each time: a `volatile` overlay refuses a used one. */
	async function mountTop(): Promise<void> {
		serial += 1;
		upper = String(serial);
		await mkdir(join(store, upper));
		await likeFolder(join(store, lowers.at(-1) as string), join(store, upper));
		await mountWith(upper);
	}

	async function mountWith(top: string): Promise<void> {
		const work = `w${serial}`;
		await rm(join(store, work), { recursive: true, force: true });
		await mkdir(join(store, work));
		const options = `lowerdir=${lowers.toReversed().join(":")},upperdir=${top},workdir=${work}`;
		// Relative names need the classic mount(2); newer util-linux would cut each option at 256 bytes.
		await runTool(
			[
				"mount",
				"--no-mtab",
				"-t",
				"overlay",
				"overlay",
				"-o",
				`${options},xino=on,redirect_dir=on,index=on,volatile`,
				place,
			],
			{
				cwd: store,
				env: { LIBMOUNT_FORCE_MOUNT2: "always" },
			},
		);
	}

	/**
	 * Runs `change` with the tree unmounted: sub-mounts are parked, the old overlay goes before the new one comes,
	 * because two overlays over one upper are undefined behaviour.
	 */
	async function withTreeUnmounted(change: () => Promise<void>): Promise<void> {
		const parked: { point: string; at: string }[] = [];
		const park = join(store, "park");
		for (const point of topmost(await mountsBelow(place))) {
			const at = join(park, String(parked.length));
			await mkdir(at, { recursive: true });
			await runTool(["mount", "--no-mtab", "--move", point, at]);
			parked.push({ point, at });
		}
		await unmount(place);
		await change();
		for (const { point, at } of parked) {
			await mountInTree(place, point.slice(place.length), ["--move", at]);
		}
	}

	return {
		get path() {
			return place;
		},
		layered: true,
		async checkpoint() {
			if (await isUntouched(join(store, upper), join(store, lowers.at(-1) as string))) return undefined;
			await relinkHardLinks({ store, lowers, upper, tree: place, linked });
			const frozen = upper;
			await withTreeUnmounted(async () => {
				lowers.push(frozen);
				await mountTop();
			});
			return join(store, frozen);
		},
		async stack(layers) {
			if (!(await isUntouched(join(store, upper), join(store, lowers.at(-1) as string)))) {
				throw new Error("the tree was changed and not frozen: layers cannot be put on top of that");
			}
			const names = await linkLayers(store, layers, lowers);
			await withTreeUnmounted(async () => {
				lowers.push(...names);
				await rm(join(store, upper), { recursive: true });
				await mountTop();
			});
		},
		frozen: () => lowers.map((name) => realpathSync(join(store, name))),
		async dropChanges() {
			await withTreeUnmounted(async () => {
				const left = await removeEntry(Buffer.from(join(store, upper)));
				if (left.length > 0) throw new Error(`what the hook changed cannot be dropped: ${left.join("; ")}`);
				await mountTop();
			});
		},
		async moveTo(target) {
			await unmountBelow(place);
			await mkdir(target, { recursive: true });
			await runTool(["mount", "--no-mtab", "--move", place, target]);
			await rm(place, { recursive: true });
			place = target;
		},
		async close() {
			if (closed) return;
			closed = true;
			await unmountBelow(place);
			await unmount(place);
		},
	};
}

/** Opens an empty tree in a plain directory: nothing can be dropped, everything else works. */
export async function openPlainTree({ path }: RootTreeOptions): Promise<RootTree> {
	let place = path;
	await mkdir(path, { recursive: true });
	return {
		get path() {
			return place;
		},
		layered: false,
		checkpoint: async () => undefined,
		stack: async () => {
			throw new Error("there are no layers in a plain tree");
		},
		frozen: () => undefined,
		dropChanges: async () => {},
		async moveTo(target) {
			await unmountBelow(place);
			await rm(target, { recursive: true, force: true });
			await rename(place, target);
			place = target;
		},
		async close() {
			await unmountBelow(place);
		},
	};
}

/** Gives a folder the mode and the owner of another one: the top layer's folder is that of the whole tree. */
export async function likeFolder(model: string, folder: string): Promise<void> {
	const { mode, uid, gid, atime, mtime } = await stat(model);
	await chown(folder, uid, gid);
	await chmod(folder, mode & 0o7777);
	await utimes(folder, atime, mtime);
}

/** Nothing lies in the layer, and its own folder is still as the one below. */
async function isUntouched(layer: string, below: string): Promise<boolean> {
	if ((await readdir(layer)).length > 0) return false;
	const [now, before] = [await stat(layer), await stat(below)];
	return now.mode === before.mode && now.uid === before.uid && now.gid === before.gid;
}

/** Mount points that do not lie below another one of the list: moving these takes the others along. */
function topmost(points: readonly string[]): string[] {
	return points.filter((point) => !points.some((other) => point !== other && point.startsWith(`${other}/`)));
}
