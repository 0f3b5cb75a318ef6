import type { ConfigNode } from "./disk-config.js";
import { type DiskNode, type Draft, effectiveLabel } from "./node.js";
import { type GraphOptions, readNodes } from "./read-nodes.js";
import { fail } from "./values.js";

/** Nodes with the edges between them (contract §9.5). */
export interface DiskGraph {
	readonly nodes: ReadonlyMap<string, DiskNode>;
	/** In an order in which every node comes after those it needs. */
	readonly order: readonly DiskNode[];
	readonly edges: readonly (readonly [string, string])[];
	/** Mount points, parents first; swap is not among them. */
	readonly mountOrder: readonly string[];
}

type MountNode = Extract<DiskNode, { kind: "mount" }>;

/** Builds the graph of a flattened configuration and checks everything that needs no size. Throws DiskError `disk-graph`. */
export function buildGraph(config: readonly ConfigNode[], options: GraphOptions = {}): DiskGraph {
	const drafts = readNodes(config, options);
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

/** Labels must be unique as they will be written; they are checked in the order of the nodes, default labels included. */
function checkLabels(drafts: readonly Draft[]): void {
	const seen = new Set<string>();
	for (const { node } of drafts) {
		if (node.kind !== "mkfs") continue;
		const label = effectiveLabel(node.type, node.label);
		if (seen.has(label))
			fail(`File system label [${label}] used more than once`, "Give one of them a label: of its own.");
		seen.add(label);
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
