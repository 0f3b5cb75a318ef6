import type { FixedSizes } from "./fixed-sizes.js";

/** What decides the size of the image (contract §7.4). */
export interface ImageSizeInput {
	/** KiB that the finished tree takes. */
	readonly treeKiB: number;
	/** GiB, as given with --image-size. */
	readonly imageSize?: number;
	/** MiB. */
	readonly extraSize?: number;
	/** MiB. */
	readonly journalSize: number;
	readonly rootFsType: string;
	/** Room for an EFI partition is added, as DIB does even to an explicit size (Q26). */
	readonly efi: boolean;
	/** What the layout gives sizes of its own; counts only where nobody has given the image's. */
	readonly fixed?: FixedSizes;
}

const EFI_KIB = 525 * 1024;
/** DIB's allowance is less than the partitions of its own layout take: what the tree leaves free covers that. */
const EFI_SHORT_KIB = 64 * 1024;
/** Partition table, its copy and what alignment loses. */
const TABLE_KIB = 8 * 1024;

/** Size of the image in KiB, a multiple of 64. */
export function imageSizeKiB(input: ImageSizeInput): number {
	const { fixed = { otherKiB: 0 } } = input;
	let size = baseKiB(input);
	if (input.imageSize === undefined) {
		if (input.rootFsType === "ext4") size += input.journalSize * 1024;
		// A root of fixed size holds the tree itself; what is left over goes to the partitions that take a share.
		size = Math.max(size, fixed.rootKiB ?? 0);
		const others = fixed.otherKiB + (fixed.otherKiB > 0 || fixed.rootKiB ? TABLE_KIB : 0);
		size += input.efi ? Math.max(EFI_KIB, others - EFI_SHORT_KIB) : others;
	} else if (input.efi) size += EFI_KIB;
	return Math.ceil(size / 64) * 64;
}

function baseKiB({ treeKiB, imageSize, extraSize }: ImageSizeInput): number {
	if (imageSize !== undefined) return Math.trunc(imageSize * 1024 * 1024);
	if (extraSize !== undefined) return Math.trunc(treeKiB + Math.trunc(extraSize * 1024));
	return Math.trunc(treeKiB / 0.6);
}

/** Options for the root file system's mkfs, newest part in front (contract §7.5). */
export function rootMkfsOptions(input: {
	readonly rootFsType: string;
	readonly journalSize: number;
	readonly given: string;
	readonly maxOnlineResize?: string;
	readonly release?: string;
}): string {
	const parts = [
		...(input.maxOnlineResize ? [`-E resize=${input.maxOnlineResize}`] : []),
		...(input.rootFsType === "ext4" && input.release === "trusty" ? ["-O ^metadata_csum"] : []),
		...(input.rootFsType === "ext4" ? [`-i 4096 -J size=${input.journalSize}`] : []),
		input.given,
	];
	return parts.filter(Boolean).join(" ");
}
