import { shortBytes, shortDuration } from "../../core/text/short-quantities.js";
import type { Device } from "../../core/write/device.js";
import type { WriteOutcome } from "../../write/write-image.js";

/** What was done, and what to do next. */
export function outcomeLines(
	{ bytes, sha256, skipped, usableEnd, rereads }: WriteOutcome & { readonly rereads: boolean },
	{ path, isPartition, bytes: room }: Device,
	ms: number,
): readonly string[] {
	const zeros = skipped > 0 ? `, of which ${shortBytes(skipped)} zeros were left to the device` : "";
	const free = `${shortBytes(room - bytes)} behind the image`;
	return [
		`${path} holds the image: ${shortBytes(bytes)}${zeros}; read back and compared in ${shortDuration(ms)}`,
		`sha256 of the disk: ${sha256}`,
		...(usableEnd === undefined
			? []
			: [
					`The backup of its partition table was moved to the end: the ${free} can be used, by growroot at the first boot or by hand.`,
				]),
		...(rereads ? [] : ["  → The kernel still knows the old partitions: take it out and put it in again."]),
		...(isPartition
			? []
			: ["  → It can be taken out. Start a machine from it: choose it in the boot menu of its firmware."]),
	];
}
