import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { EXIT, UserError } from "../core/errors.js";
import type { Device } from "../core/write/device.js";
import { askTool, runTool } from "../host/run-tool.js";

/** A device that is ours alone until it is closed. What fails is thrown as the system says it. */
export interface OpenDevice {
	write(bytes: Uint8Array, at: number): Promise<void>;
	/** Exactly so many bytes. */
	read(at: number, length: number): Promise<Buffer>;
	/** Until all of it is on the medium. */
	sync(): Promise<void>;
	/** Lets the device zero its first bytes itself; false where it cannot, or nothing says that it did. */
	zero(bytes: number, signal: AbortSignal): Promise<boolean>;
	/** What is read next comes from the medium. */
	forget(): Promise<void>;
	close(): Promise<void>;
}

/** Opens a device for nobody else: not while it, a partition of it or something made of it is in use. Throws UserError. */
export async function openDevice({ path, bytes, sectorBytes, zeroesRanges }: Device): Promise<OpenDevice> {
	const file = await open(path, constants.O_RDWR | constants.O_EXCL).catch((error: NodeJS.ErrnoException) => {
		throw notOpened(path, error);
	});
	return {
		async write(part, at) {
			for (let done = 0; done < part.length; ) {
				done += (await file.write(part, done, part.length - done, at + done)).bytesWritten;
			}
		},
		async read(at, length) {
			const buffer = Buffer.allocUnsafe(length);
			for (let done = 0; done < length; ) {
				const { bytesRead } = await file.read(buffer, done, length - done, at + done);
				if (bytesRead === 0) throw Object.assign(new Error("it ends there"), { code: "ENODATA" });
				done += bytesRead;
			}
			return buffer;
		},
		sync: () => file.datasync(),
		async zero(wanted, signal) {
			if (!zeroesRanges) return false;
			const length = Math.min(bytes, Math.ceil(wanted / sectorBytes) * sectorBytes);
			// It is ours: --force spares the question whether it is somebody's.
			const argv = ["blkdiscard", "--zeroout", "--force", "--length", String(length), path];
			return (await runTool(argv, { accept: "any", signal }).catch(notThere(signal)))?.exitCode === 0;
		},
		async forget() {
			await askTool(["blockdev", "--flushbufs", path]);
		},
		close: () => file.close(),
	};
}

const notThere = (signal: AbortSignal) => (error: unknown) => {
	if (signal.aborted || !(error instanceof UserError)) throw error;
	return undefined;
};

function notOpened(path: string, error: NodeJS.ErrnoException): UserError {
	const fail = (code: string, why: string, next: string, exitCode: number = EXIT.usage) =>
		new UserError({ code, message: `${path} ${why}. Nothing was written`, next: [next], exitCode, cause: error });
	if (error.code === "EBUSY") {
		return fail(
			"device-in-use",
			"is in use by somebody: mounted elsewhere, swap, or part of LVM or a RAID",
			`See by whom: lsblk ${path}; fuser --verbose ${path}`,
		);
	}
	if (error.code === "EACCES" || error.code === "EPERM") {
		return fail("not-root", "may not be written to by you", `As root: sudo diskwright write IMAGE ${path}`, EXIT.host);
	}
	if (error.code === "EROFS")
		return fail("device-read-only", "can only be read", "Look for a switch at its side that locks it.");
	return fail(
		"device-unusable",
		`cannot be opened: ${error.message}`,
		"Take it out and put it in again; dmesg tells what the kernel saw.",
		EXIT.failed,
	);
}
