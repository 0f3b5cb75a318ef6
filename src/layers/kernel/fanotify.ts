import { closeSync, readSync } from "node:fs";
import { FAN, type FanotifyEvent, parseFanotifyEvents } from "../../core/layers/fanotify-events.js";
import { CallError } from "./errno.js";
import { cPath, type Libc } from "./libc.js";

/** A group of marks whose events wait until they are asked for. */
export interface Watch {
	/** Watches a whole file system, or what is opened by way of one mount of it. Throws CallError. */
	mark(what: "file-system" | "mount", path: string, mask: bigint): void;
	/** All events since the last call. */
	drain(): FanotifyEvent[];
	close(): void;
}

const CLOSE_ON_EXEC = 0x1;
const NON_BLOCKING = 0x2;
const UNLIMITED_QUEUE = 0x10;
const REPORT_FID = 0x200;
const REPORT_FOLDER_FID = 0x400;
const REPORT_NAME = 0x800;
const MARK_ADD = 0x1;
const MARK_MOUNT = 0x10;
const MARK_FILE_SYSTEM = 0x100;
export const AT_FDCWD = -100;

/** Everything that an event of one read may take. */
const BUFFER_BYTES = 1 << 18;

/**
 * Opens a group that reports folders by handle and entries by name. `unlimited`: no event is ever lost, which is for root of
 * the host alone; else 16,384 may wait. Throws CallError: EINVAL and ENOSYS where the kernel does not know how, EPERM where it
 * does not let us.
 */
export function openWatch(libc: Libc, { unlimited }: { readonly unlimited: boolean }): Watch {
	const flags = CLOSE_ON_EXEC | NON_BLOCKING | REPORT_FID | REPORT_FOLDER_FID | REPORT_NAME;
	const group = libc.fanotify_init(flags | (unlimited ? UNLIMITED_QUEUE : 0), 0);
	if (group < 0) throw new CallError("fanotify_init", libc.errno());
	return {
		mark(what, path, mask) {
			const kind = what === "mount" ? MARK_MOUNT : MARK_FILE_SYSTEM;
			if (libc.fanotify_mark(group, MARK_ADD | kind, mask, AT_FDCWD, cPath(path)) < 0) {
				throw new CallError(`fanotify_mark ${path}`, libc.errno());
			}
		},
		drain() {
			const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
			const events: FanotifyEvent[] = [];
			for (;;) {
				const length = readSome(group, buffer);
				if (length === 0) return events;
				events.push(...parseFanotifyEvents(buffer.subarray(0, length)));
			}
		},
		close: () => closeSync(group),
	};
}

function readSome(group: number, buffer: Buffer): number {
	try {
		return readSync(group, buffer);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "EAGAIN") return 0;
		throw error;
	}
}

/** What is opened, run or listed. */
export const READS = FAN.open | FAN.openExec | FAN.isFolder;

/** What was read of files and folders that are open: find(1) opens the folder that it begins in, and never looks. */
export const LISTS = FAN.access;

/** What changes a file system, for marks of a whole one. */
export const CHANGES =
	FAN.modify | FAN.attributes | FAN.closeWrite | FAN.create | FAN.delete | FAN.movedFrom | FAN.movedTo;

/** What changes files, for marks of a mount: names cannot be watched there. */
export const WRITES = FAN.modify | FAN.closeWrite;
