import { checkPlace } from "./check-layout.js";
import type { DiskImage, DiskLayout, PlacedFileSystem } from "./disk-layout.js";
import { gptPartitions } from "./gpt.js";
import type { DiskGraph } from "./graph.js";
import { layoutLvm } from "./lvm.js";
import { mbrPartitions } from "./mbr.js";
import { type DiskNode, effectiveLabel } from "./node.js";

export { assertFits } from "./check-layout.js";
export type { DiskLayout } from "./disk-layout.js";

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
		lvm: layoutLvm(graph),
	};
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

/** Splits options as a shell would: blanks separate, quotes join (Q27). */
export function splitWords(text: string): string[] {
	const words = text.match(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g) ?? [];
	return words.map((word) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single));
}

/** What separates or quotes in fstab(5), as it is written inside a field. */
const ESCAPES: Readonly<Record<string, string>> = { " ": "\\040", "\t": "\\011", "\n": "\\012", "\\": "\\134" };

/** One field of fstab; empty and comma-separated ones are the caller's business. */
export function fstabField(text: string): string {
	return text.replaceAll(/[ \t\n\\]/g, (sign) => ESCAPES[sign] ?? sign);
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
			const label = `LABEL=${fstabField(system.label)}`;
			if (system.type === "swap") return `${label} none swap sw 0 0\n`;
			const fields = [
				label,
				fstabField(point.startsWith("/") ? point : `/${point}`),
				system.type,
				fstabField(entry.options),
				entry.dump,
				entry.pass,
			];
			return `${fields.join(" ")}\n`;
		})
		.join("");
}
