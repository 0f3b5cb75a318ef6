import { type DiskLayout, deviceNodes } from "./disk-layout.js";
import type { DiskGraph } from "./graph.js";
import { lvmDevices } from "./lvm.js";
import { effectiveLabel, type Values } from "./node.js";

/** What stands in state.json while the devices exist (contract §9.10). */
export interface DiskState {
	/** Images, partitions and logical volumes; images have their file too. */
	readonly blockdev: Readonly<Record<string, { readonly device: string; readonly image?: string }>>;
	readonly filesys: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
	readonly fs_labels: readonly string[];
	/** By mount point; swap is at `none`. */
	readonly mount: Readonly<Record<string, { readonly name: string; readonly base: string; readonly path: string }>>;
	readonly mount_order: readonly string[];
	readonly sorted_mount_points: readonly (readonly [point: string, node: string])[];
	readonly fstab: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
	readonly pvs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
	readonly vgs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface DiskStateInput {
	readonly graph: DiskGraph;
	/** Its file systems have their UUIDs. */
	readonly layout: DiskLayout;
	/** Loop devices by image. */
	readonly loops: ReadonlyMap<string, string>;
	/** Image files by image. */
	readonly files: ReadonlyMap<string, string>;
	readonly mountBase: string;
}

/** Describes devices that were made. */
export function diskState({ graph, layout, loops, files, mountBase }: DiskStateInput): DiskState {
	const devices = deviceNodes(layout, loops);
	const nodes = [...graph.nodes.values()];
	const mkfs = nodes.filter((node) => node.kind === "mkfs");
	const volumesOf = (kind: "pv" | "vg" | "lv") =>
		nodes.flatMap((node) => (node.kind === kind ? [{ name: node.name, values: node.values }] : []));
	const volumes = new Set(layout.lvm.flatMap(lvmDevices).map(([name]) => name));
	const mounts = graph.mountOrder.flatMap((point) =>
		nodes.filter((node) => node.kind === "mount").filter(({ mountPoint }) => mountPoint === point),
	);
	const typeOf = (base: string) => layout.fileSystems.find(({ node }) => node === base)?.type;
	const pointOf = ({ base, mountPoint }: (typeof mounts)[number]) => (typeOf(base) === "swap" ? "none" : mountPoint);
	return {
		blockdev: Object.fromEntries(
			[...devices].map(([name, device]) => {
				const image = files.get(name);
				const lv = volumes.has(name)
					? describeVolume(volumesOf("lv").find((node) => node.name === name)?.values ?? {})
					: {};
				return [name, { ...lv, device, ...(image ? { image } : {}) }];
			}),
		),
		filesys: Object.fromEntries(
			layout.fileSystems.map(({ node, uuid = "", type, label, opts, on }) => {
				const given = opts.length > 0 ? opts : null;
				return [node, { uuid, label, fstype: type, opts: given, device: devices.get(on) }];
			}),
		),
		fs_labels: mkfs.map(({ type, label }) => effectiveLabel(type, label)),
		mount: Object.fromEntries(
			mounts.map((mount) => {
				const point = pointOf(mount);
				return [
					point,
					{
						name: mount.name,
						base: mount.base,
						path: point === "none" ? point : `${mountBase}/${point.replace(/^\//, "")}`,
					},
				];
			}),
		),
		mount_order: mounts.map(pointOf),
		sorted_mount_points: mounts.map(({ mountPoint, name }) => [mountPoint, name]),
		fstab: Object.fromEntries(
			nodes
				.filter((node) => node.kind === "fstab")
				.map(({ name, base, options, dump, pass }) => {
					const mount = mounts.find((one) => one.name === base);
					const isSwap = mount !== undefined && pointOf(mount) === "none";
					const values = isSwap ? ["sw", 0, 0] : [options, dump, pass];
					return [base, { name, base, options: values[0], "dump-freq": values[1], "fsck-passno": values[2] }];
				}),
		),
		pvs: Object.fromEntries(
			volumesOf("pv").map(({ name, values }) => [
				name,
				{ opts: values.options ?? null, device: devices.get(String(values.base)) },
			]),
		),
		vgs: Object.fromEntries(
			volumesOf("vg").map(({ name, values }) => [name, { opts: values.options ?? null, devices: values.base }]),
		),
	};
}

function describeVolume({ base, size, extents, options }: Values) {
	return { vgs: base, size: size ?? null, extents: extents ?? null, opts: options ?? null };
}
