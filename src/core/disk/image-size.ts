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
}

const EFI_KIB = 525 * 1024;

/** Size of the image in KiB, a multiple of 64. */
export function imageSizeKiB(input: ImageSizeInput): number {
	let size = baseKiB(input);
	if (input.rootFsType === "ext4" && input.imageSize === undefined) size += input.journalSize * 1024;
	if (input.efi) size += EFI_KIB;
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
