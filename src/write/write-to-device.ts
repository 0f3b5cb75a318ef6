import { UserError } from "../core/errors.js";
import type { Device } from "../core/write/device.js";
import { refuseDevice, refuseImage } from "../core/write/refuse-device.js";
import { refused } from "./find-device.js";
import { openDevice } from "./open-device.js";
import type { OpenImage } from "./open-image.js";
import { readDevice } from "./read-device.js";
import { rereadPartitions } from "./reread-partitions.js";
import { type WriteOutcome, type WriteWork, writeImage } from "./write-image.js";

export interface WriteToDevice extends Pick<WriteWork, "signal" | "progress" | "note"> {
	readonly image: OpenImage;
	/** As it was shown to who said yes. */
	readonly device: Device;
}

/** Throws UserError for a device that must not be written to, or not with this image. `partition`: a partition alone was asked for. */
export function assertWritable(image: OpenImage, device: Device, partition: boolean): void {
	const refusal = refuseDevice(device, partition) ?? refuseImage(image, device);
	if (refusal) throw refused(device.path, refusal);
}

/** Writes to a device that was found writable; `rereads` tells whether the kernel knows its new partitions. Throws UserError. */
export async function writeToDevice(work: WriteToDevice): Promise<WriteOutcome & { readonly rereads: boolean }> {
	const { image, device } = work;
	const open = await openDevice(device);
	let outcome: WriteOutcome;
	try {
		// Between the question and the answer somebody may have put in another one.
		const now = await readDevice(device.name);
		if (now?.identity !== device.identity) throw exchanged(device.path);
		outcome = await writeImage({ ...work, image, device: open, to: device });
	} finally {
		await open.close().catch(() => {});
	}
	return { ...outcome, rereads: device.isPartition || (await rereadPartitions(device.path)) };
}

const exchanged = (path: string) =>
	new UserError({
		code: "device-exchanged",
		message: `Under the name ${path} there is another device now than the one that was shown. Nothing was written`,
		next: ["Begin anew, and look at what is shown."],
	});
