import type { ConfigNode } from "./disk-config.js";
import type { Values } from "./node.js";
import { parseAbsoluteSize } from "./size.js";

/** What the configuration gives sizes of its own on an image that is sized by its content. KiB. */
export interface FixedSizes {
	/** Of what the root file system lies on; absent when that gets what is left. */
	readonly rootKiB?: number;
	/** Of everything else together. */
	readonly otherKiB: number;
}

const MIB = 2 ** 20;

interface Piece {
	readonly name: string;
	/** Bytes. */
	readonly bytes: number;
}

/**
 * Adds up partitions and logical volumes that have sizes of their own, on the image with most of them: several images
 * without a size get the same one. The configuration is flat and has been checked.
 */
export function fixedSizes(config: readonly ConfigNode[]): FixedSizes {
	const images = config.flatMap(({ local_loop: loop }) =>
		loop && loop.size === undefined ? [piecesOn(String(loop.name), config)] : [],
	);
	const root = rootBase(config);
	const sums = images.map((pieces) => ({
		root: sum(pieces.filter(({ name }) => name === root)),
		other: sum(pieces.filter(({ name }) => name !== root)),
	}));
	const rootBytes = Math.max(0, ...sums.map((one) => one.root));
	const otherKiB = Math.ceil(Math.max(0, ...sums.map(({ other }) => other)) / 1024);
	return rootBytes > 0 ? { rootKiB: Math.ceil(rootBytes / 1024), otherKiB } : { otherKiB };
}

const sum = (pieces: readonly Piece[]) => pieces.reduce((total, { bytes }) => total + bytes, 0);

/** Each rounded up to whole MiB, as partitions are placed. */
const piece = ({ name, size }: Values): Piece => ({
	name: String(name),
	bytes: Math.ceil(parseAbsoluteSize(size) / MIB) * MIB,
});

function piecesOn(image: string, config: readonly ConfigNode[]): Piece[] {
	return config
		.filter(({ partitioning }) => partitioning?.base === image)
		.flatMap(({ partitioning }) => partitioning?.partitions as readonly Values[])
		.flatMap((partition) =>
			isAbsolute(partition.size) ? [piece(partition)] : volumesOn(String(partition.name), config),
		);
}

/** A partition that takes what is left has to hold the volumes on it. */
function volumesOn(partition: string, config: readonly ConfigNode[]): Piece[] {
	return config.flatMap(({ lvm }) => {
		if (!lvm) return [];
		const list = (key: string) => lvm[key] as readonly Values[];
		const physical = list("pvs").filter(({ base }) => base === partition);
		const groups = list("vgs").filter(({ base }) => physical.some(({ name }) => (base as unknown[]).includes(name)));
		return list("lvs")
			.filter(({ base, size, type }) => isAbsolute(size) && type !== "thin" && groups.some(({ name }) => name === base))
			.map(piece);
	});
}

const isAbsolute = (size: unknown) => typeof size === "string" && !size.endsWith("%");

/** Name of what the file system at / lies on. */
function rootBase(config: readonly ConfigNode[]): string {
	const mount = config.find((node) => node.mount?.mount_point === "/")?.mount;
	return String(config.find(({ mkfs }) => mkfs?.name === mount?.base)?.mkfs?.base);
}
