import type { Plan } from "../planning/plan.js";
import { given } from "../values/given.js";
import { layoutDisk } from "./compute-layout.js";
import type { DiskImage, PlacedFileSystem } from "./disk-layout.js";
import { fixedSizes } from "./fixed-sizes.js";
import { buildGraph } from "./graph.js";
import { imageSizeKiB } from "./image-size.js";

/** The disk as it will be, as far as that can be told before the build. */
export interface DiskSketch {
	readonly images: readonly DiskImage[];
	readonly fileSystems: readonly PlacedFileSystem[];
	/** The image is sized by its content, which nobody knows yet: the sizes are those of `treeKiB`. */
	readonly estimated: boolean;
}

/** What a small server system takes; only ever used for a drawing. */
export const TYPICAL_TREE_KIB = 2 ** 20;

/** Places everything on the disk of a plan. Throws DiskError when it does not fit. */
export function sketchDisk(
	{ disk, settings }: Pick<Plan, "disk" | "settings">,
	treeKiB = TYPICAL_TREE_KIB,
): DiskSketch {
	const { imageSize, imageExtraSize, journalSize } = settings;
	const kib = imageSizeKiB({
		treeKiB,
		...(imageSize === undefined ? {} : { imageSize }),
		...(imageExtraSize === undefined ? {} : { extraSize: imageExtraSize }),
		journalSize,
		rootFsType: disk.rootFsType,
		efi: disk.source.kind === "element" && disk.source.element.startsWith("block-device-efi"),
		fixed: fixedSizes(disk.config),
	});
	const { images, fileSystems } = layoutDisk(
		buildGraph(disk.config, { imageSize: kib * 1024, ...given("blockSize", disk.blockSize) }),
	);
	return { images, fileSystems, estimated: imageSize === undefined };
}
