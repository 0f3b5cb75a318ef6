import { readFileSync } from "node:fs";
import { aliasesOf, type Mount, parseMountTable } from "../../core/layers/mount-table.js";
import { realPath } from "../../host/surroundings.js";
import { HOOKS_INSIDE } from "../root/chroot.js";

/** Mounts of the engine in a tree (contract §7.3 step 8, §8.2). */
const OWN = new Set(["/proc", "/sys", "/dev", "/dev/pts", HOOKS_INSIDE]);

/**
 * Mount points in a tree through which a hook inside the image reads what nobody watches: all but the engine's own, and folders
 * of the `caches`, of which no image depends on what is there.
 */
export function foreignMounts(tree: string, caches: readonly string[], table = mountTable()): string[] {
	const root = realPath(tree);
	const mounts = parseMountTable(table);
	const inside = mounts.filter(({ point }) => point.startsWith(`${root}/`) && !OWN.has(point.slice(root.length)));
	return inside.filter((mount) => !isOfCache(mount, mounts, caches)).map(({ point }) => point.slice(root.length));
}

/** Whether it shows a folder of a cache, by another name of it. */
function isOfCache(mount: Mount, mounts: readonly Mount[], caches: readonly string[]): boolean {
	const same = mounts.filter(({ device }) => device === mount.device);
	const names = aliasesOf(mount.point, same);
	return names.some((name) => caches.some((cache) => name === cache || name.startsWith(`${cache}/`)));
}

const mountTable = () => readFileSync("/proc/self/mountinfo", "utf8");
