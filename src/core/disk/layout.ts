import { DiskError } from "./disk-error.js";
import { gptPartitions, typeGuid } from "./gpt.js";
import { type DiskGraph, type DiskNode, effectiveLabel } from "./graph.js";
import { mbrPartitions } from "./mbr.js";
import { parseAbsoluteSize } from "./size.js";

/** One partition with its place on the disk. */
export interface PlacedPartition {
	readonly name: string;
	/** 1.. for primaries and GPT, 5.. for logical ones. */
	readonly number: number;
	/** Bytes from the start of the image. */
	readonly start: number;
	readonly bytes: number;
	readonly type: string;
	readonly boot: boolean;
	/** Sector of the extended boot record that names a logical partition. */
	readonly ebr?: number;
}

/** One image file. */
export interface DiskImage {
	readonly name: string;
	readonly bytes: number;
	readonly sectorSize: number;
	readonly directory?: string;
	readonly table?: "mbr" | "gpt";
	/** Bytes to which partitions are aligned. */
	readonly align: number;
	readonly partitions: readonly PlacedPartition[];
}

/** A file system and where it lies. */
export interface PlacedFileSystem {
	readonly node: string;
	readonly type: string;
	readonly label: string;
	readonly uuid?: string;
	/** Words for mkfs, split as a shell would. */
	readonly opts: readonly string[];
	/** Name of the partition, image or logical volume below it. */
	readonly on: string;
	/** Absent for logical volumes. */
	readonly place?: {
		readonly image: string;
		readonly start: number;
		readonly bytes: number;
		readonly partition?: number;
	};
	/** Absent when it is not mounted. */
	readonly mountPoint?: string;
}

/** The whole disk with all sizes known. */
export interface DiskLayout {
	readonly images: readonly DiskImage[];
	readonly fileSystems: readonly PlacedFileSystem[];
	/** Mount points of real file systems, parents first. */
	readonly mountOrder: readonly string[];
	readonly fstab: string;
	readonly usesLvm: boolean;
}

/** Computes where everything lies. Throws DiskError `disk-layout` when it does not fit or a table cannot express it. */
export function layoutDisk(graph: DiskGraph): DiskLayout {
	const nodes = [...graph.nodes.values()];
	const images = nodes.filter((node) => node.kind === "local_loop").map((loop) => placeImage(loop, nodes));
	for (const node of nodes) checkPlace(node, graph);
	const fileSystems = graph.order
		.filter((node) => node.kind === "mkfs")
		.map((mkfs) => placeFileSystem(mkfs, nodes, images));
	const swap = new Set(fileSystems.filter(({ type }) => type === "swap").map(({ mountPoint }) => mountPoint));
	return {
		images,
		fileSystems,
		mountOrder: graph.mountOrder.filter((point) => !swap.has(point)),
		fstab: fstabText(graph, fileSystems),
		usesLvm: nodes.some((node) => node.kind === "lvm"),
	};
}

/**
 * Refuses what DIB would write without noticing (Q32): partitions beyond the end of their disk, empty ones, more than
 * four primaries. Throws DiskError `disk-layout`.
 */
export function assertFits(layout: DiskLayout): void {
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

/**
 * Device nodes by node name, images before their partitions, given the loop device of each image (contract §9.9; our
 * partition nodes are /dev/loop0p1 where DIB has device-mapper's).
 */
export function deviceNodes(layout: DiskLayout, loops: ReadonlyMap<string, string>): Map<string, string> {
	const devices = new Map<string, string>();
	for (const image of layout.images) {
		const device = loops.get(image.name) ?? "";
		devices.set(image.name, device);
		for (const { name, number } of image.partitions) devices.set(name, `${device}p${number}`);
	}
	return devices;
}

/** Which kinds of node can lie on which; DIB finds out only while it creates. */
const BASES: Readonly<Record<string, readonly DiskNode["kind"][]>> = {
	partition: ["local_loop"],
	mkfs: ["local_loop", "partition", "lv"],
	mount: ["mkfs"],
	fstab: ["mount"],
};

function checkPlace(node: DiskNode, graph: DiskGraph): void {
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
	const twice = [...graph.nodes.values()].find(
		(other) => node.kind === "mount" && other.kind === "mount" && other !== node && other.base === node.base,
	);
	if (twice) {
		throw new DiskError("layout", `${node.name} and ${twice.name} mount the same file system`, [
			"Leave one of them out.",
		]);
	}
}

function placeImage(loop: Extract<DiskNode, { kind: "local_loop" }>, nodes: readonly DiskNode[]): DiskImage {
	const own = nodes.filter((node) => node.kind === "partition").filter((node) => node.table.base === loop.name);
	const image = {
		align: own[0]?.table.align ?? 2 ** 20,
		name: loop.name,
		bytes: loop.size,
		sectorSize: loop.blockSize,
		...(loop.directory === undefined ? {} : { directory: loop.directory }),
	};
	const table = own[0]?.table;
	if (!table) return { ...image, partitions: [] };
	const partitions = table.label === "mbr" ? mbrPartitions(own, image) : gptPartitions(own, image);
	return { ...image, table: table.label, partitions };
}

function placeFileSystem(
	mkfs: Extract<DiskNode, { kind: "mkfs" }>,
	nodes: readonly DiskNode[],
	images: readonly DiskImage[],
): PlacedFileSystem {
	const mount = nodes.find((node) => node.kind === "mount" && node.base === mkfs.name);
	const place = images
		.flatMap((image) => [
			{ on: image.name, image: image.name, start: 0, bytes: image.bytes },
			...image.partitions.map(({ name, start, bytes, number }) => ({
				...{ on: name, image: image.name, start, bytes, partition: number },
			})),
		])
		.find(({ on }) => on === mkfs.base);
	const { on: _, ...where } = place ?? { on: "" };
	return {
		node: mkfs.name,
		type: mkfs.type,
		label: effectiveLabel(mkfs.type, mkfs.label),
		...(mkfs.uuid === undefined ? {} : { uuid: mkfs.uuid }),
		opts: splitWords(mkfs.opts),
		on: mkfs.base,
		...(place ? { place: where as NonNullable<PlacedFileSystem["place"]> } : {}),
		...(mount?.kind === "mount" ? { mountPoint: mount.mountPoint } : {}),
	};
}

/** A line for every mount that has an fstab entry, in mount order (contract §9.7). */
function fstabText(graph: DiskGraph, fileSystems: readonly PlacedFileSystem[]): string {
	const nodes = [...graph.nodes.values()];
	return graph.mountOrder
		.map((point) => {
			const mount = nodes.find((node) => node.kind === "mount" && node.mountPoint === point);
			const entry = nodes.find((node) => node.kind === "fstab" && node.base === mount?.name);
			const system = fileSystems.find(({ mountPoint }) => mountPoint === point);
			if (entry?.kind !== "fstab" || !system) return "";
			if (system.type === "swap") return `LABEL=${system.label} none swap sw 0 0\n`;
			return `LABEL=${system.label} ${point} ${system.type} ${entry.options} ${entry.dump} ${entry.pass}\n`;
		})
		.join("");
}

/** Splits options as a shell would: blanks separate, quotes join (Q27). */
export function splitWords(text: string): string[] {
	const words = text.match(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g) ?? [];
	return words.map((word) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single));
}

/** Bytes of a logical volume, rounded down to whole extents of 4 MiB (contract §9.7). */
export function logicalVolumeBytes(size: unknown): number {
	const extent = 4 * 2 ** 20;
	return Math.floor(parseAbsoluteSize(size) / extent) * extent;
}
