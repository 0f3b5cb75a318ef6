import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { EXIT, UserError } from "../core/errors.js";
import { shortBytes } from "../core/text/short-quantities.js";

/** What was done when it failed. */
export interface DeviceMoment {
	readonly path: string;
	/** `writing`, `reading back`. */
	readonly doing: string;
	/** Bytes from the beginning of the device. */
	readonly at: number;
	readonly total: number;
}

/** What a failed write or read means: a device that was pulled out, or one that is broken. Other errors pass as they are. */
export function deviceTrouble(error: unknown, { path, doing, at, total }: DeviceMoment, isThere = stillThere): unknown {
	const { code, message, name } = error as NodeJS.ErrnoException;
	if (error instanceof UserError || code === undefined || name === "AbortError") return error;
	const place = `${doing}, ${shortBytes(at)} of ${shortBytes(total)} (byte ${at})`;
	const left = doing === "writing" ? `. What is on ${path} is no whole image: it does not boot` : "";
	if (code === "ENODEV" || code === "ENXIO" || code === "ENOMEDIUM" || !isThere(path)) {
		return trouble("device-gone", `${path} has gone while ${place}: it was taken out, or its cable is loose${left}`, [
			"Put it in again, look which name it has now (diskwright write IMAGE lists them), and begin anew.",
		]);
	}
	if (code === "ENOSPC") {
		return trouble("device-full", `${path} ends before its size while ${place}${left}`, [
			"It says to be larger than it is, as forged sticks do: use another one.",
		]);
	}
	return trouble(
		"device-failed",
		`${path} failed while ${place}: ${message.replace(/^([A-Z]+): (.*?),? \w+$/, "$2 ($1)")}${left}`,
		[
			"dmesg tells what the kernel saw. Try another port or cable; if it fails again, the device is broken: use another one.",
		],
	);
}

const trouble = (code: string, message: string, next: readonly string[]) =>
	new UserError({ code, message, next, exitCode: EXIT.failed });

/** A device that was pulled out has gone from the kernel's list, and one without a medium has no size. */
function stillThere(path: string): boolean {
	return existsSync(join("/sys/class/block", basename(path)));
}
