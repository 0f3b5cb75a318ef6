import { type Stats, statSync } from "node:fs";
import { resolve } from "node:path";
import { EXIT, UserError } from "../core/errors.js";
import type { Device } from "../core/write/device.js";
import type { Refusal } from "../core/write/refuse-device.js";
import { kernelName, readDevice } from "./read-device.js";

/** The device of a path, symbolic links such as those of /dev/disk followed. Throws UserError for what is no block device. */
export async function findDevice(path: string, directory: string): Promise<Device> {
	// `sdb` alone is what people mean by /dev/sdb.
	const whole =
		/^[a-z][a-z0-9]*$/i.test(path) && !exists(resolve(directory, path)) ? `/dev/${path}` : resolve(directory, path);
	const stats = exists(whole);
	if (!stats) throw wrong(`There is no device ${path}`);
	if (!stats.isBlockDevice()) {
		const what = stats.isDirectory() ? "a folder" : stats.isFile() ? "a file" : "no disk";
		throw wrong(`${path} is ${what}, not a block device`);
	}
	const device = await readDevice(nameOf(stats.rdev));
	// Where nobody makes nodes in /dev, as in containers, it is the one that was named.
	if (device) return exists(device.path)?.rdev === stats.rdev ? device : { ...device, path: whole };
	throw wrong(`The kernel knows no device of the name ${path}`);
}

/** The kernel's name of a device by its number, whatever its node is called. */
function nameOf(rdev: number): string {
	const number = BigInt(rdev);
	const major = ((number >> 8n) & 0xfffn) | ((number >> 32n) & ~0xfffn);
	const minor = (number & 0xffn) | ((number >> 12n) & ~0xffn & 0xffffffffn);
	return kernelName(`/sys/dev/block/${major}:${minor}`);
}

function exists(path: string): Stats | undefined {
	return statSync(path, { throwIfNoEntry: false });
}

const wrong = (message: string) =>
	new UserError({ code: "no-device", message, next: ["diskwright write IMAGE lists the disks that could take it."] });

/** A refusal as an error: nothing was written. */
export function refused(path: string, { code, why, next }: Refusal): UserError {
	return new UserError({ code, message: `${path} ${why}. Nothing was written`, next: [next], exitCode: EXIT.usage });
}
