import type { BuildSettings } from "./plan.js";

/** Why a build makes no disk image whatever the formats, in a few words; undefined where it may make one. */
export function withoutDiskImage({
	finalImage,
	ramdisk,
}: Pick<BuildSettings, "finalImage" | "ramdisk">): string | undefined {
	if (finalImage) return undefined;
	return ramdisk ? "a ramdisk is built" : "no-final-image is selected";
}
