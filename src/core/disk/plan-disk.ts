import { assertFits, layoutDisk } from "./compute-layout.js";
import type { ConfigNode, DiskConfigSource, DiskParams } from "./disk-config.js";
import { DiskError } from "./disk-error.js";
import { buildGraph, type DiskGraph } from "./graph.js";
import { type DiskNode, effectiveLabel } from "./node.js";
import { flattenConfig, mergeRootParams, parseConfig } from "./read-config.js";

/** The disk as far as it is known before the build: sizes stay relative when the image is sized by its content. */
export interface DiskPlan {
	readonly source: DiskConfigSource;
	/** The YAML text, so that the builder needs no second look at the file. */
	readonly text: string;
	/** Flattened, root parameters merged. */
	readonly config: readonly ConfigNode[];
	/** Of every image, whatever the configuration says (DIB_BLOCK_SIZE). */
	readonly blockSize?: number;
	readonly rootLabel: string;
	readonly rootFsType: string;
	/** Empty when there is no /boot. */
	readonly bootLabel: string;
	/** In flattened config order (getval mount-points). */
	readonly mountPoints: readonly string[];
	/** One line per device, partition and file system, for people. */
	readonly drawing: readonly string[];
	readonly usesLvm: boolean;
	readonly hasEfiPartition: boolean;
}

export interface PlanDiskInput {
	readonly text: string;
	readonly source: DiskConfigSource;
	readonly params: DiskParams;
}

/**
 * Reads and checks a block device configuration as far as that is possible before the tree is measured. Throws DiskError.
 */
export function planDisk({ text, source, params }: PlanDiskInput): DiskPlan {
	const { config, graph } = checkedConfig({ text, source, params });
	const root = fileSystemAt(graph, "/");
	if (!root) {
		throw new DiskError("graph", "no file system is mounted at /", ["Add a mount with mount_point: / below one mkfs."]);
	}
	return {
		source,
		text,
		config,
		...(params.blockSize === undefined ? {} : { blockSize: params.blockSize }),
		rootLabel: root.label,
		rootFsType: root.type,
		bootLabel: fileSystemAt(graph, "/boot")?.label ?? "",
		mountPoints: mountPoints(config),
		drawing: draw(graph, params),
		usesLvm: config.some((node) => "lvm" in node),
		hasEfiPartition: [...graph.nodes.values()].some(
			(node) => node.kind === "partition" && node.type.toUpperCase() === "EF00",
		),
	};
}

/** A configuration that can be laid out, with or without a file system at / (a build needs one). Throws DiskError. */
export function checkedConfig({ text, source, params }: PlanDiskInput): { config: ConfigNode[]; graph: DiskGraph } {
	const config = mergeRootParams(flattenConfig(parseConfig(text, sourceName(source))), params);
	const graph = buildGraph(config, { ...params, imageSize: params.imageSize ?? SPACIOUS });
	assertFits(layoutDisk(graph));
	return { config, graph };
}

/** Stands for a size that only the content will tell: everything sensible fits, and every other error is found. */
const SPACIOUS = 2 ** 40;

/** All mount points in the order of the flattened configuration (getval mount-points). */
export function mountPoints(config: readonly ConfigNode[]): string[] {
	return config.flatMap((node) => (node.mount?.mount_point === undefined ? [] : [String(node.mount.mount_point)]));
}

/** The mkfs node below the mount at `point`. */
export function fileSystemAt(graph: DiskGraph, point: string): Extract<DiskNode, { kind: "mkfs" }> | undefined {
	const nodes = [...graph.nodes.values()];
	const mount = nodes.find((node) => node.kind === "mount" && node.mountPoint === point);
	const found = mount?.kind === "mount" ? graph.nodes.get(mount.base) : undefined;
	return found?.kind === "mkfs" ? found : undefined;
}

function sourceName(source: DiskConfigSource): string {
	if (source.kind === "file" || source.kind === "element") return source.file;
	return source.kind === "environment" ? "DIB_BLOCK_DEVICE_CONFIG" : "the built-in layout";
}

/** One line a device, partition, logical volume and file system, indented by what it lies on. */
function draw(graph: DiskGraph, params: DiskParams): string[] {
	const lines: string[] = [];
	const nodes = [...graph.nodes.values()];
	const below = (name: string, depth: number) => {
		for (const node of nodes) {
			if (!basesOf(node).includes(name)) continue;
			const text = describe(node, nodes);
			if (text) lines.push("  ".repeat(depth) + text);
			below(node.name, text ? depth + 1 : depth);
		}
	};
	for (const node of nodes) {
		if (node.kind !== "local_loop") continue;
		const size =
			node.values.size ?? (params.imageSize ? `${(params.imageSize / 2 ** 30).toFixed(2)} GiB` : "sized by content");
		const label = nodes.find((other) => other.kind === "partition" && other.table.base === node.name);
		lines.push(
			`${node.name}  ${String(size)}  ${label?.kind === "partition" ? label.table.label.toUpperCase() : "no partition table"}`,
		);
		below(node.name, 1);
	}
	return lines;
}

function basesOf(node: DiskNode): readonly string[] {
	if (node.kind === "partition") return [String(node.values.base ?? node.table.base)];
	if (node.kind === "mkfs" || node.kind === "mount") return [node.base];
	if (node.kind === "pv" || node.kind === "lv") return [String(node.values.base)];
	if (node.kind === "vg") return (node.values.base as unknown[]).map(String);
	return [];
}

function describe(node: DiskNode, nodes: readonly DiskNode[]): string | undefined {
	switch (node.kind) {
		case "partition":
			return `${node.name}  ${String(node.values.size)}  type ${node.type}${node.flags.length > 0 ? `  ${node.flags.join(" ")}` : ""}`;
		case "mkfs": {
			const mount = nodes.find((other) => other.kind === "mount" && other.base === node.name);
			return `${node.type}  label ${effectiveLabel(node.type, node.label)}${mount?.kind === "mount" ? `  at ${mount.mountPoint}` : ""}`;
		}
		case "lv":
			return `${node.name}  ${String(node.values.size ?? node.values.extents)}  logical volume`;
		case "vg":
			return `${node.name}  volume group`;
		case "pv":
			return `${node.name}  physical volume`;
		default:
			return undefined;
	}
}
