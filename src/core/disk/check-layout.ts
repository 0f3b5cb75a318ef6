import { DiskError } from "./disk-error.js";
import type { DiskLayout } from "./disk-layout.js";
import { typeGuid } from "./gpt.js";
import type { DiskGraph } from "./graph.js";
import type { DiskNode } from "./node.js";

/** DIB only warns of labels of `fat`; its mkfs takes no more than this. */
const FAT_LABEL = 11;

/**
 * Refuses what DIB would write without noticing (Q32): partitions beyond the end of their disk, empty ones, more than
 * four primaries. Throws DiskError `disk-layout`.
 */
export function assertFits(layout: DiskLayout): void {
	for (const { node, type, label } of layout.fileSystems) {
		if (type === "fat" && label.length > FAT_LABEL) {
			throw new DiskError(
				"layout",
				`Label [${label}] of ${node} too long for filesystem [fat]: ${label.length} > ${FAT_LABEL}`,
				["Give it a shorter label."],
			);
		}
	}
	for (const image of layout.images) {
		for (const { name, start, bytes, type } of image.partitions) {
			if (image.table === "gpt") typeGuid(type);
			if (bytes > 0 && start + bytes <= image.bytes) continue;
			throw new DiskError(
				"layout",
				`the layout does not fit: the partition ${name} ends at byte ${start + bytes}, ${image.name} has ${image.bytes}`,
				["Give the image a larger size (--image-size GIB), or the partition a smaller one."],
			);
		}
		if (image.table === "mbr" && image.bytes / 512 > 2 ** 32) {
			throw new DiskError("layout", `${image.name} has ${image.bytes} bytes, more than the 2 TiB an MBR can address`, [
				"Use label: gpt.",
			]);
		}
		const primaries = image.partitions.filter(({ ebr }) => ebr === undefined).length;
		const extended = primaries < image.partitions.length ? 1 : 0;
		if (image.table === "mbr" && primaries + extended > 4) {
			throw new DiskError("layout", "an MBR holds four primary partitions at most", [
				"Use label: gpt, or leave the flag primary out.",
			]);
		}
	}
}

/** Which kinds of node can lie on which; DIB finds out only while it creates. */
const BASES: Readonly<Record<string, readonly DiskNode["kind"][]>> = {
	partition: ["local_loop"],
	mkfs: ["local_loop", "partition", "lv"],
	mount: ["mkfs"],
	fstab: ["mount"],
};

/** What a node has for itself alone: the partition of a file system, the disk of a partition table. */
function userOf(node: DiskNode): string | undefined {
	if (node.kind === "partition") return node.table.base;
	if (node.kind === "mkfs") return node.base;
	return node.kind === "pv" ? String(node.values.base) : undefined;
}

const sameTable = (a: DiskNode, b: DiskNode) => a.kind === "partition" && b.kind === "partition" && a.table === b.table;

/** Refuses a node on a base that cannot carry it. Throws DiskError `disk-layout`. */
export function checkPlace(node: DiskNode, graph: DiskGraph): void {
	const name = node.kind === "partition" ? node.table.base : "base" in node ? node.base : undefined;
	const base = name === undefined ? undefined : graph.nodes.get(name);
	if (base && !BASES[node.kind]?.includes(base.kind)) {
		throw new DiskError("layout", `the ${node.kind} ${node.name} is based on ${base.name}, which is a ${base.kind}`, [
			`A ${node.kind} needs a base of: ${BASES[node.kind]?.join(", ")}.`,
		]);
	}
	if (node.kind === "mount" && node.mountPoint === "") {
		throw new DiskError("layout", `the mount ${node.name} has an empty mount_point`, ["Give it an absolute path."]);
	}
	const user = userOf(node);
	const other =
		user && [...graph.nodes.values()].find((one) => userOf(one) === user && one !== node && !sameTable(one, node));
	if (other) {
		throw new DiskError("layout", `${node.name} and ${other.name} both want all of ${user}`, [
			"DIB would write one over the other: give them places of their own.",
		]);
	}
	const twice = [...graph.nodes.values()].find(
		(other) => node.kind === "mount" && other.kind === "mount" && other !== node && other.base === node.base,
	);
	if (twice) {
		throw new DiskError("layout", `${node.name} and ${twice.name} mount the same file system`, [
			"Leave one of them out.",
		]);
	}
}
