import { DiskError } from "./disk-error.js";
import type { DiskLayout, PlacedFileSystem } from "./disk-layout.js";
import { typeGuid } from "./gpt.js";
import type { DiskGraph } from "./graph.js";
import { checkLabel } from "./labels.js";
import { checkMountPoint } from "./mount-texts.js";
import type { DiskNode } from "./node.js";

/**
 * Refuses what DIB would write without noticing (Q32): partitions beyond the end of their disk, empty ones, more than
 * four primaries. Throws DiskError `disk-layout`.
 */
export function assertFits(layout: DiskLayout): void {
	for (const system of layout.fileSystems) {
		checkLabel(system);
		checkUuid(system);
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

/** Types whose mkfs gets the UUID. */
const WITH_UUID = ["ext2", "ext3", "ext4", "xfs", "swap"];

function checkUuid({ node, type, uuid }: PlacedFileSystem): void {
	if (uuid === undefined || !WITH_UUID.includes(type)) return;
	if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(uuid)) return;
	if (type.startsWith("ext") && ["random", "time"].includes(uuid)) return;
	throw new DiskError("layout", `the uuid of ${node} is no UUID: ${JSON.stringify(uuid)}`, [
		"Write one as uuidgen prints it, or leave it out.",
	]);
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
	if (node.kind === "mount" && !(base?.kind === "mkfs" && base.type === "swap"))
		checkMountPoint(node.mountPoint, node.name);
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
