import type { DiskGraph } from "./graph.js";
import type { Values } from "./node.js";
import { fail, required, sizeOf } from "./values.js";

/** The volumes of one `lvm` entry, in the order in which they are made (contract §9.7). */
export interface LvmLayout {
	readonly physical: readonly { readonly name: string; readonly on: string; readonly options: readonly string[] }[];
	readonly groups: readonly {
		readonly name: string;
		readonly on: readonly string[];
		readonly options: readonly string[];
	}[];
	readonly logical: readonly {
		readonly name: string;
		readonly group: string;
		/** The words of lvcreate between the name and the group. */
		readonly words: readonly string[];
	}[];
}

/** All `lvm` entries, each after those it lies on. Throws DiskError `disk-graph`. */
export function layoutLvm(graph: DiskGraph): LvmLayout[] {
	return graph.order
		.flatMap((node) => (node.kind === "lvm" ? [node.values] : []))
		.map((values) => ({
			physical: list(values, "pvs").map((pv) => ({
				name: text(pv, "name"),
				on: text(pv, "base"),
				options: options(pv),
			})),
			groups: list(values, "vgs").map((vg) => ({
				name: text(vg, "name"),
				on: (vg.base as unknown[]).map(String),
				options: options(vg),
			})),
			logical: list(values, "lvs").map((lv) => ({
				name: text(lv, "name"),
				group: text(lv, "base"),
				words: lvWords(lv),
			})),
		}));
}

/** The commands that make the volumes; `deviceOf` knows the device of every node below them. */
export function lvmCreation({ physical, groups, logical }: LvmLayout, deviceOf: (node: string) => string): string[][] {
	const devices = new Map(physical.map(({ name, on }) => [name, deviceOf(on)]));
	return [
		...physical.map(({ name, options }) => ["pvcreate", devices.get(name) as string, ...options]),
		...groups.map(({ name, on, options }) => {
			return ["vgcreate", name, ...on.map((pv) => devices.get(pv) ?? deviceOf(pv)), ...options];
		}),
		...logical.map(({ name, group, words }) => ["lvcreate", "--name", name, ...words, group]),
	];
}

/** The commands after which the volumes do not use the devices below them any more. */
export function lvmRelease({ groups, logical }: LvmLayout): string[][] {
	return [
		...logical.map(({ name, group }) => ["lvchange", "-an", `/dev/${group}/${name}`]),
		...groups.map(({ name }) => ["vgchange", "-an", name]),
	];
}

/** Devices of the logical volumes by name; device-mapper doubles dashes inside a name. */
export function lvmDevices({ logical }: LvmLayout): [name: string, device: string][] {
	const doubled = (name: string) => name.replaceAll("-", "--");
	return logical.map(({ name, group }) => [name, `/dev/mapper/${doubled(group)}-${doubled(name)}`]);
}

const EXTENT = 4 * 2 ** 20;

/** `size` wins over `extents`, and is rounded down to whole extents. A thin volume has a virtual size. */
function lvWords(lv: Values): string[] {
	const type = lv.type === undefined ? [] : ["--type", String(lv.type)];
	const pool = lv["thin-pool"] === undefined ? [] : ["--thin-pool", String(lv["thin-pool"])];
	return [...type, ...pool, ...lvSize(lv), ...options(lv)];
}

function lvSize(lv: Values): string[] {
	if (lv.size === undefined) return ["-l", String(lv.extents)];
	const bytes = Math.floor(sizeOf(lv, "size", text(lv, "name")) / EXTENT) * EXTENT;
	if (bytes === 0) fail(`the logical volume ${text(lv, "name")} is smaller than 4 MiB`, "Give it a larger size:.");
	return [lv.type === "thin" ? "-V" : "-L", `${bytes}B`];
}

const list = (values: Values, key: string) => values[key] as readonly Values[];
const text = (values: Values, key: string) => required(values, key, `a volume needs '${key}'`);

function options(values: Values): string[] {
	const { options: given = [] } = values;
	if (!Array.isArray(given)) fail(`the options of ${text(values, "name")} must be a list`, "Write options: [--force].");
	return (given as unknown[]).map(String);
}
