import { closeSync, readSync } from "node:fs";
import { FAN } from "../../core/layers/fanotify-events.js";
import { CallError } from "./errno.js";
import { AT_FDCWD } from "./fanotify.js";
import { cPath, type Libc } from "./libc.js";

/** A file or folder that was opened. */
export interface Opened {
	/** A descriptor of it, which ends when it was told of. */
	readonly file: number;
	/** 0 for a process of another PID namespace. */
	readonly pid: number;
	/** It was read too, or listed. */
	readonly isRead: boolean;
}

export interface FileWatch {
	/** Watches the file system of `path`, of whatever kind, until it is cleared or unmounted. Throws CallError. */
	mark(path: string): void;
	/** Watches nothing any more, and forgets what was opened. */
	clear(): void;
	/** Tells what was opened since the last call, each file or folder once or a few times. Throws Error when something was lost. */
	drain(tell: (opened: Opened) => void): void;
	close(): void;
}

const FLAGS = { closeOnExec: 0x1, nonBlocking: 0x2, unlimitedQueue: 0x10, unlimitedMarks: 0x20 };
const ADD = 0x1;
const FLUSH = 0x80;
const IGNORED = 0x20 | 0x40;
const FILE_SYSTEM = 0x100;
/** Of the descriptors that events bring: O_LARGEFILE, O_CLOEXEC, and O_NONBLOCK because a pipe may be among them. */
const OPEN_FLAGS = 0o100000 | 0o2000000 | 0o4000;
const OPENS = FAN.open | FAN.openExec;
const EVENT_BYTES = 24;

/**
 * Watches what is opened: events bring descriptors, for overlays have no handles that lead back. Each read takes one event, so that
 * none is lost without a word. For root of the host alone. Throws CallError.
 */
export function openFileWatch(libc: Libc): FileWatch {
	const flags = FLAGS.closeOnExec | FLAGS.nonBlocking | FLAGS.unlimitedQueue | FLAGS.unlimitedMarks;
	const group = libc.fanotify_init(flags, OPEN_FLAGS);
	if (group < 0) throw new CallError("fanotify_init", libc.errno());
	const event = Buffer.alloc(EVENT_BYTES);
	const mark = (flags: number, mask: bigint, path: string) => {
		if (libc.fanotify_mark(group, flags, mask, AT_FDCWD, cPath(path)) < 0)
			throw new CallError(`fanotify_mark ${path}`, libc.errno());
	};
	const drain: FileWatch["drain"] = (tell) => {
		while (readOne(group, event)) {
			const mask = event.readBigUInt64LE(8);
			const file = event.readInt32LE(16);
			if (mask & FAN.overflow || file < 0) throw new Error("the kernel could not keep up");
			try {
				const isRead = Boolean(mask & FAN.access);
				tell({ file, pid: event.readInt32LE(20), isRead });
				// Without this each program of a hook would tell of the same libraries; where it is refused they all do.
				libc.fanotify_mark(group, ADD | IGNORED, isRead ? OPENS | FAN.access : OPENS, file, null);
			} finally {
				closeSync(file);
			}
		}
	};
	return {
		mark: (path) => mark(ADD | FILE_SYSTEM, OPENS | FAN.access | FAN.isFolder, path),
		clear() {
			mark(FLUSH | FILE_SYSTEM, 0n, "/");
			mark(FLUSH, 0n, "/");
			// In this order: what had come before is told, and what would come later has no mark.
			drain(() => {});
		},
		drain,
		close: () => closeSync(group),
	};
}

function readOne(group: number, event: Buffer): boolean {
	try {
		return readSync(group, event) > 0;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "EAGAIN") return false;
		throw error;
	}
}
