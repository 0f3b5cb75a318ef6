import { closeSync, openSync, readlinkSync } from "node:fs";
import { CallError } from "./errno.js";
import { AT_FDCWD } from "./fanotify.js";
import { cPath, type Libc } from "./libc.js";

const HANDLE_ROOM = 128;
const O_PATH = 0o10000000;

/** The handle of a folder as events tell it: its type and bytes in hexadecimal digits. Throws CallError. */
export function handleOf(libc: Libc, path: string): string {
	const handle = Buffer.alloc(8 + HANDLE_ROOM);
	handle.writeUInt32LE(HANDLE_ROOM, 0);
	if (libc.name_to_handle_at(AT_FDCWD, cPath(path), handle, new Int32Array(1), 0) < 0) {
		throw new CallError(`name_to_handle_at ${path}`, libc.errno());
	}
	return handle.toString("hex", 4, 8 + handle.readUInt32LE(0));
}

/** The number of the file system that holds `path`, as events tell it. Throws CallError. */
export function fileSystemOf(libc: Libc, path: string): string {
	// f_fsid stands behind seven numbers of eight bytes.
	const result = Buffer.alloc(256);
	if (libc.statfs(cPath(path), result) < 0) throw new CallError(`statfs ${path}`, libc.errno());
	return result.toString("hex", 56, 64);
}

/**
 * The path of a folder by its handle, on the file system of `mount` (an open descriptor there); undefined for one that is gone
 * or cannot be reached. For root of the host alone.
 */
export function pathOf(libc: Libc, mount: number, handle: string): string | undefined {
	const bytes = Buffer.from(handle, "hex");
	const full = Buffer.concat([Buffer.alloc(4), bytes]);
	full.writeUInt32LE(bytes.length - 4, 0);
	const file = libc.open_by_handle_at(mount, full, O_PATH);
	if (file < 0) return undefined;
	try {
		const path = readlinkSync(`/proc/self/fd/${file}`);
		return path.startsWith("/") && !path.endsWith(" (deleted)") ? path : undefined;
	} finally {
		closeSync(file);
	}
}

/** A descriptor that keeps a mount reachable for `pathOf`. */
export const holdMount = (point: string): number => openSync(point, "r");

const AT_EMPTY_PATH = 0x1000;
/** Handles that only name a file, and lead nowhere. */
const AT_HANDLE_FID = 0x200;
/** What handles of an overlay have: their type, a mark of their own, and a bit for what lies in the writable layer alone. */
const OVERLAY = { type: 0xf8, mark: 0xfb, upper: 0x4, markAt: 12, flagsAt: 14 };

/** Whether an open file of an overlay has come into being there: nothing below it is or was this file. False where the kernel does not tell. */
export function isOnlyUpper(libc: Libc, file: number): boolean {
	const handle = Buffer.alloc(8 + HANDLE_ROOM);
	handle.writeUInt32LE(HANDLE_ROOM, 0);
	const flags = AT_EMPTY_PATH | AT_HANDLE_FID;
	if (libc.name_to_handle_at(file, cPath(""), handle, new Int32Array(1), flags) < 0) return false;
	const isOverlays = handle.readInt32LE(4) === OVERLAY.type && handle[OVERLAY.markAt] === OVERLAY.mark;
	return isOverlays && ((handle[OVERLAY.flagsAt] ?? 0) & OVERLAY.upper) !== 0;
}
