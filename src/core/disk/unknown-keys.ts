import { nearest } from "../text/suggest.js";
import type { ConfigNode } from "./disk-config.js";
import type { Values } from "./node.js";

/** The keys of every plug-in and of what stands in its lists (contract §9.7). */
const KEYS: Readonly<Record<string, readonly string[]>> = {
	local_loop: ["name", "size", "directory", "block_size"],
	partitioning: ["name", "base", "label", "align", "partitions"],
	partitions: ["name", "base", "size", "flags", "type"],
	lvm: ["name", "base", "pvs", "vgs", "lvs"],
	pvs: ["name", "base", "options"],
	vgs: ["name", "base", "options"],
	lvs: ["name", "base", "size", "extents", "options", "type", "thin-pool"],
	mkfs: ["name", "base", "type", "label", "uuid", "opts"],
	mount: ["name", "base", "mount_point"],
	fstab: ["name", "base", "options", "dump-freq", "fsck-passno"],
};

export interface UnknownKey {
	/** `fstab`, or the list of a plug-in: `partitions`. */
	readonly where: string;
	readonly name: string;
	readonly key: string;
	/** What was probably meant, the nearest first. */
	readonly near: readonly string[];
}

/** Keys of a flattened configuration that no plug-in reads: misspelt ones, which DIB passes over. */
export function unknownKeys(config: readonly ConfigNode[]): UnknownKey[] {
	return config.flatMap((node) => Object.entries(node).flatMap(([plugin, values]) => keysOf(plugin, values)));
}

function keysOf(where: string, values: Values): UnknownKey[] {
	const known = KEYS[where] ?? [];
	return Object.entries(values).flatMap(([key, value]) => {
		if (!known.includes(key)) return [{ where, name: String(values.name), key, near: nearest(key, known) }];
		return key in KEYS && Array.isArray(value) ? value.flatMap((one) => keysOf(key, one as Values)) : [];
	});
}
