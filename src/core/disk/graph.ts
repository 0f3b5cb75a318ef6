import { DiskError } from "./disk-error.js";
import type { ConfigNode } from "./disk-plan.js";
import { parseAbsoluteSize } from "./size.js";

type Values = Readonly<Record<string, unknown>>;

/** A node of the block device graph. A partitioning and its partitions are several nodes' worth of configuration. */
export type DiskNode =
	| {
			readonly kind: "local_loop";
			readonly name: string;
			readonly values: Values;
			readonly size: number;
			readonly blockSize: number;
			readonly directory?: string;
	  }
	| {
			readonly kind: "partition";
			readonly name: string;
			readonly values: Values;
			readonly table: Table;
			readonly type: string;
			readonly flags: readonly string[];
	  }
	| {
			readonly kind: "mkfs";
			readonly name: string;
			readonly base: string;
			readonly type: string;
			readonly label: string;
			readonly uuid?: string;
			readonly opts: string;
	  }
	| { readonly kind: "mount"; readonly name: string; readonly base: string; readonly mountPoint: string }
	| {
			readonly kind: "fstab";
			readonly name: string;
			readonly base: string;
			readonly options: string;
			readonly dump: number;
			readonly pass: number;
	  }
	| { readonly kind: "lvm" | "pv" | "vg" | "lv"; readonly name: string; readonly values: Values };

/** One partition table on one device. */
export interface Table {
	readonly label: "mbr" | "gpt";
	readonly base: string;
	/** Bytes. */
	readonly align: number;
	readonly partitions: readonly string[];
}

/** Nodes with the edges between them (contract §9.5). */
export interface DiskGraph {
	readonly nodes: ReadonlyMap<string, DiskNode>;
	/** In an order in which every node comes after those it needs. */
	readonly order: readonly DiskNode[];
	readonly edges: readonly (readonly [string, string])[];
	/** Mount points, parents first; swap is not among them. */
	readonly mountOrder: readonly string[];
}

const LABEL_LIMITS: Readonly<Record<string, number>> = {
	ext2: 16,
	ext3: 16,
	ext4: 16,
	swap: 16,
	xfs: 12,
	vfat: 11,
	fat: 11,
};

/** Builds the graph of a flattened configuration and checks everything that needs no size. Throws DiskError `disk-graph`. */
export function buildGraph(
	config: readonly ConfigNode[],
	options: { readonly imageSize?: number; readonly blockSize?: number } = {},
): DiskGraph {
	const drafts: Draft[] = [];
	for (const entry of config) {
		const [plugin = "", values = {}] = Object.entries(entry)[0] ?? [];
		drafts.push(...(READERS[plugin]?.(values, options) ?? []));
	}
	const nodes = new Map<string, DiskNode>();
	for (const { node } of drafts) {
		if (nodes.has(node.name)) fail(`Duplicate node name: ${node.name}`);
		nodes.set(node.name, node);
	}
	checkLabels(drafts);
	const mounts = sortedMounts(drafts);
	const edges: [string, string][] = [];
	for (const { node, needs } of drafts) for (const base of needs) edges.push([base, node.name]);
	mounts.slice(1).forEach((mount, index) => {
		edges.push([(mounts[index] as MountNode).name, mount.name]);
	});
	for (const [from, to] of edges)
		if (!nodes.has(from) || !nodes.has(to))
			fail(`Edge not defined: ${from}->${to}`, `No node is named ${nodes.has(from) ? to : from}.`);
	const order = sortByEdges(nodes, edges);
	return { nodes, order, edges, mountOrder: mounts.map((mount) => mount.mountPoint) };
}

/** The label as it is written: FAT knows capital letters only (contract §9.7). */
export function effectiveLabel(type: string, label: string): string {
	return /^v?fat$/.test(type) ? label.toUpperCase() : label;
}

interface Draft {
	readonly node: DiskNode;
	/** Names of the nodes that must exist before. */
	readonly needs: readonly string[];
}
type MountNode = Extract<DiskNode, { kind: "mount" }>;
type Reader = (values: Values, options: { readonly imageSize?: number; readonly blockSize?: number }) => Draft[];

const READERS: Readonly<Record<string, Reader>> = {
	local_loop(values, { imageSize, blockSize }) {
		const size = values.size === undefined ? imageSize : parseSizeInGraph(values.size);
		if (size === undefined) return fail(`the image ${nameOf(values)} has no size`, "Give it size:, or --image-size.");
		const sector = blockSize ?? Number(values.block_size ?? 512);
		if (![512, 1024, 2048, 4096].includes(sector)) {
			fail(
				`the block_size of ${nameOf(values)} is no sector size: ${blockSize ?? values.block_size}`,
				"Use 512 or 4096.",
			);
		}
		const directory = values.directory === undefined ? {} : { directory: String(values.directory) };
		const node = { kind: "local_loop", name: nameOf(values), values, size, blockSize: sector, ...directory } as const;
		return [{ node, needs: [] }];
	},
	partitioning: readPartitioning,
	lvm: readLvm,
	mkfs(values) {
		const base = required(values, "base", "Mkfs config needs [base]");
		const type = required(values, "type", "Mkfs config needs [type]");
		const name = nameOf(values);
		const given = values.label ?? name;
		if (typeof given !== "string")
			fail(`the label of ${name} is no text: ${JSON.stringify(given)}`, "Put it in quotes.");
		const label = String(given);
		const limit = LABEL_LIMITS[type];
		if (limit !== undefined && label.length > limit) {
			fail(
				`Label [${effectiveLabel(type, label)}] too long for filesystem [${type}]: ${label.length} > ${limit}`,
				"Give the mkfs a shorter label: of its own.",
			);
		}
		const { opts = "" } = values;
		if (opts !== null && typeof opts !== "string") fail(`the opts of ${name} must be one text`, 'Write opts: "-m 1".');
		const uuid = values.uuid === undefined ? {} : { uuid: String(values.uuid) };
		return [
			{ node: { kind: "mkfs", name, base, type, label, opts: String(opts ?? "").trim(), ...uuid }, needs: [base] },
		];
	},
	mount(values) {
		const base = required(values, "base", "MountPoint config needs [base]");
		const mountPoint = required(values, "mount_point", "MountPoint config needs [mount_point]");
		return [{ node: { kind: "mount", name: nameOf(values), base, mountPoint }, needs: [base] }];
	},
	fstab(values) {
		const base = required(values, "base", "the fstab entry needs 'base'");
		const node = {
			kind: "fstab",
			name: nameOf(values),
			base,
			options: String(values.options ?? "defaults"),
			dump: Number(values["dump-freq"] ?? 0),
			pass: Number(values["fsck-passno"] ?? 2),
		} as const;
		return [{ node, needs: [base] }];
	},
};

function readPartitioning(values: Values): Draft[] {
	const base = required(values, "base", "Partitioning config needs 'base'");
	const label = required(values, "label", "Partitioning config needs 'label'");
	if (label !== "mbr" && label !== "gpt") fail("Label must be 'mbr' or 'gpt'", `It is '${label}'.`);
	if (!Array.isArray(values.partitions)) fail("Partitioning config needs 'partitions'");
	const list = values.partitions as Values[];
	const table: Table = {
		label: label as Table["label"],
		base,
		align: values.align === undefined ? 2 ** 20 : parseSizeInGraph(values.align),
		partitions: list.map((partition) => String(partition.name)),
	};
	return list.map((partition, index) => {
		const name = required(partition, "name", "a partition needs 'name'");
		if (partition.size === undefined || partition.size === null)
			fail(`the partition ${name} needs 'size'`, "Give it one: 550MiB, 100%.");
		const flags = (partition.flags ?? []) as string[];
		for (const flag of flags) {
			if (flag !== "boot" && flag !== "primary") fail(`Unknown flag: ${flag}`, "Known flags: boot primary");
			if (flag === "primary" && label === "gpt")
				fail("Primary flag not supported for GPT partitions", "Leave the flag out.");
		}
		const type = partition.type ?? (label === "mbr" ? "0x83" : "8300");
		if (label === "mbr" && (typeof type !== "string" || !/^(0[xX])?[0-9a-fA-F]+$/.test(type))) {
			fail(
				`the type of partition ${name} must be hex digits in quotes, not ${JSON.stringify(type)}`,
				`Write type: '0x83'.`,
			);
		}
		const before = list[index - 1];
		const own = partition.base === undefined ? base : String(partition.base);
		const needs = before ? [own, String(before.name)] : [own];
		return { node: { kind: "partition", name, values: partition, table, type: String(type), flags }, needs };
	});
}

function readLvm(values: Values): Draft[] {
	const driver = nameOf(values);
	const list = (key: string, message: string): Values[] => {
		if (!Array.isArray(values[key])) fail(message);
		return values[key] as Values[];
	};
	const pvs = list("pvs", "Lvm config requires a 'pvs'");
	const vgs = list("vgs", "Lvm config needs 'vgs'");
	const lvs = list("lvs", "Lvm config needs 'lvs'");
	const bases = pvs.map((pv) => required(pv, "base", "Missing 'base' in pvs_config"));
	const names = pvs.map((pv) => required(pv, "name", "Missing 'name' in pvs_config"));
	const drafts: Draft[] = [{ node: { kind: "lvm", name: driver, values }, needs: bases }];
	for (const pv of pvs) drafts.push({ node: { kind: "pv", name: String(pv.name), values: pv }, needs: [driver] });
	for (const vg of vgs) {
		const name = required(vg, "name", "Missing 'name' in vgs config");
		const from = Array.isArray(vg.base) ? vg.base.map(String) : fail(`Missing 'base' in vgs config of ${name}`);
		for (const pv of from) if (!names.includes(pv)) fail(`base:${pv} in vgs does not match a valid pvs`);
		drafts.push({ node: { kind: "vg", name, values: vg }, needs: from });
	}
	for (const lv of lvs) {
		const name = required(lv, "name", "Missing 'name' in lvs config");
		const base = required(lv, "base", `Missing 'base' in lvs config of ${name}`);
		if (lv.size === undefined && lv.extents === undefined)
			fail("Missing 'size' or 'extents' in lvs config", `It is ${name}.`);
		if (lv.type !== undefined && lv.type !== "thin" && lv.type !== "thin-pool") {
			fail(`Unsupported type:${String(lv.type)}, supported types: thin, thin-pool`);
		}
		drafts.push({ node: { kind: "lv", name, values: lv }, needs: [base] });
	}
	return drafts;
}

/** Labels must be unique; they are checked in the order of the nodes, default labels included. */
function checkLabels(drafts: readonly Draft[]): void {
	const seen = new Set<string>();
	for (const { node } of drafts) {
		if (node.kind !== "mkfs") continue;
		if (seen.has(node.label))
			fail(`File system label [${node.label}] used more than once`, "Give one of them a label: of its own.");
		seen.add(node.label);
	}
}

/** Plain string order of mount points: parents come before what lies below them. */
function sortedMounts(drafts: readonly Draft[]): MountNode[] {
	const mounts = drafts.map(({ node }) => node).filter((node): node is MountNode => node.kind === "mount");
	const seen = new Set<string>();
	for (const { mountPoint } of mounts) {
		if (seen.has(mountPoint)) fail(`Mount point [${mountPoint}] specified more than once`);
		seen.add(mountPoint);
	}
	return mounts.sort((a, b) => (a.mountPoint < b.mountPoint ? -1 : 1));
}

/** Generation by generation, within one in the order of the configuration. */
function sortByEdges(nodes: ReadonlyMap<string, DiskNode>, edges: readonly (readonly [string, string])[]): DiskNode[] {
	const open = new Map([...nodes.keys()].map((name) => [name, new Set<string>()]));
	for (const [from, to] of edges) open.get(to)?.add(from);
	const order: DiskNode[] = [];
	while (open.size > 0) {
		const ready = [...open].filter(([, needs]) => needs.size === 0).map(([name]) => name);
		if (ready.length === 0)
			fail(`these nodes need each other: ${[...open.keys()].join(", ")}`, "Look at their base: entries.");
		for (const name of ready) {
			order.push(nodes.get(name) as DiskNode);
			open.delete(name);
		}
		for (const needs of open.values()) for (const name of ready) needs.delete(name);
	}
	return order;
}

function nameOf(values: Values): string {
	return required(values, "name", "a node needs 'name'");
}

function required(values: Values, key: string, message: string): string {
	const value = values[key];
	if (value === undefined || value === null) fail(message, `Add ${key}: to ${JSON.stringify(values).slice(0, 80)}.`);
	return String(value);
}

function parseSizeInGraph(spec: unknown): number {
	try {
		return parseAbsoluteSize(spec);
	} catch (error) {
		return fail(error instanceof Error ? error.message : String(error));
	}
}

function fail(message: string, next?: string): never {
	throw new DiskError("graph", message, next ? [next] : []);
}
