import { LineCounter, parseDocument } from "yaml";
import { PYYAML } from "../text/yaml.js";
import type { ConfigNode, DiskParams } from "./disk-config.js";
import { DiskError } from "./disk-error.js";

/** Words that name a node; everything else is a value (contract §9.7). */
const PLUGINS = ["local_loop", "partitioning", "lvm", "mkfs", "mount", "fstab"] as const;
type Plugin = (typeof PLUGINS)[number];

type Values = Record<string, unknown>;

/** Parses the YAML of a block device configuration, in YAML 1.1 as DIB does. Errors have line and column in `file`. */
export function parseConfig(text: string, file: string): unknown {
	const lines = new LineCounter();
	const document = parseDocument(text, { ...PYYAML, lineCounter: lines });
	const error = document.errors[0];
	if (error) {
		const { line, col } = lines.linePos(error.pos[0]);
		throw new DiskError(
			"yaml",
			`the block device configuration is not YAML: ${error.message}`,
			["Correct the line; docs/profiles.md describes the layouts."],
			{
				file,
				line,
				column: col,
			},
		);
	}
	return document.toJS();
}

/**
 * Expands the tree notation into the flat list of nodes, children before their parents (contract §9.4). A document that
 * is flat already comes back unchanged.
 */
export function flattenConfig(document: unknown): ConfigNode[] {
	if (!Array.isArray(document)) {
		const isPath = typeof document === "string" && /^[\w./~-]+$/.test(document);
		throw new DiskError("config", "a block device configuration must be a list", [
			isPath ? `For a file, write file://${document}` : "Begin every entry with '- '.",
		]);
	}
	return document.flatMap((item) => flattenItem(item));
}

/** Adds the parameters of the build to the node `mkfs_root` where the configuration says nothing (contract §9.3). */
export function mergeRootParams(config: readonly ConfigNode[], params: DiskParams): ConfigNode[] {
	return config.map((node) => {
		const mkfs = node.mkfs;
		if (mkfs?.name !== "mkfs_root") return node;
		const merged: Values = { ...mkfs };
		if (!("type" in merged)) merged.type = params.rootFsType;
		if (!("opts" in merged) && params.rootFsOpts !== undefined) merged.opts = params.rootFsOpts;
		if (!("label" in merged)) merged.label = params.rootLabel ?? defaultRootLabel(merged.type);
		return { mkfs: merged };
	});
}

function defaultRootLabel(type: unknown): string {
	return type === "xfs" ? "img-rootfs" : "cloudimg-rootfs";
}

function isMap(value: unknown): value is Values {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPlugin(key: string): key is Plugin {
	return (PLUGINS as readonly string[]).includes(key);
}

function flattenItem(item: unknown): ConfigNode[] {
	if (!isMap(item)) throw new DiskError("config", `Config entry not a dict: ${String(item)}`);
	const keys = Object.keys(item);
	if (keys.length !== 1) {
		throw new DiskError("config", `Config entry top-level should be a single dict: ${JSON.stringify(item)}`, [
			"Begin every plug-in with '- ' of its own.",
		]);
	}
	const [plugin = ""] = keys;
	if (!isPlugin(plugin)) {
		throw new DiskError("config", `Config entry is not a plugin value: ${JSON.stringify(item)}`, [
			`Known plug-ins: ${PLUGINS.join(" ")}`,
		]);
	}
	return flattenNode(plugin, item[plugin], undefined);
}

/** One node with the nodes below it, in the order in which they are written; `parent` is the name that `base` defaults to. */
function flattenNode(plugin: Plugin, value: unknown, parent: unknown): ConfigNode[] {
	if (!isMap(value)) {
		throw new DiskError("config", `${plugin} has no values`, [`Write ${plugin}: {} for one without any.`]);
	}
	const own: Values = {};
	if ("base" in value) own.base = value.base;
	else if (parent !== undefined && parent !== null) own.base = parent;
	if (!("name" in value) && !("base" in own)) {
		throw new DiskError("config", `${plugin} needs 'base' or 'name'`, [`Add name: to the ${plugin}.`]);
	}
	own.name = "name" in value ? value.name : `${plugin}_${String(own.base)}`;
	const nodes: ConfigNode[] = [];
	for (const [key, entry] of Object.entries(value)) {
		if (key === "partitions") own.partitions = flattenPartitions(entry, own, nodes);
		else if (isPlugin(key)) nodes.push(...flattenNode(key, entry, own.name));
		else own[key] = entry;
	}
	return [...nodes, { [plugin]: own }];
}

/** The partitions of `table` without what lies on them, which goes to `nodes`. An empty map counts as an empty list. */
function flattenPartitions(value: unknown, table: Values, nodes: ConfigNode[]): Values[] {
	const list = isMap(value) && Object.keys(value).length === 0 ? [] : value;
	if (!Array.isArray(list)) {
		throw new DiskError("config", `the partitions of ${String(table.name)} are not a list`, [
			"Begin every partition with '- '.",
		]);
	}
	return list.map((partition) => flattenPartition(partition, table, nodes));
}

function flattenPartition(partition: unknown, table: Values, nodes: ConfigNode[]): Values {
	if (!isMap(partition)) {
		throw new DiskError("config", `a partition of ${String(table.name)} is not a map: ${JSON.stringify(partition)}`, [
			"Write - name: and size: for every partition.",
		]);
	}
	if (!("base" in table)) {
		throw new DiskError("config", "Partitioning config needs 'base'", ["Add base: with the name of a local_loop."]);
	}
	const own: Values = {};
	for (const [key, entry] of Object.entries(partition)) {
		if (!isPlugin(key)) own[key] = entry;
		else if ("name" in partition) nodes.push(...flattenNode(key, entry, partition.name));
		else throw new DiskError("config", "a partition needs 'name'", [`Add name: beside ${key}:.`]);
	}
	own.base = table.base;
	return own;
}
