import { closeSync, constants, fchownSync, fsyncSync, ftruncateSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { EXIT, UserError } from "../../core/errors.js";
import { whyUnwritable } from "../../core/failure/storage-failure.js";
import { moveUserFolder } from "../../host/user-folders.js";

/** Kept free for the last words of a build whose file system fills up. */
const RESERVE_BYTES = 12 << 10;
const RESERVE_FILE = "reserve";
/** Never through a link that someone put there: the builder may be root, the folder is the caller's. */
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const NO_LINK = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW;

/** The error of a build whose logs cannot be written any more. */
export function logsUnwritable(runFolder: string, cause: unknown): UserError {
	return new UserError({
		code: "logs-unwritable",
		message: `The logs of this build cannot be written to ${runFolder}: ${whyUnwritable(cause)}`,
		next: [
			"Make room there: diskwright runs prune --keep 5",
			`On a larger disk: ${moveUserFolder("state")}`,
			"A long log can be bounded: DISKWRIGHT_LOG_LIMIT=16MiB",
		],
		exitCode: EXIT.host,
		cause,
	});
}

/** The events of a run: whole lines only, whatever the disk does, and room in reserve for the last of them. */
export class EventFile {
	readonly #descriptor: number;
	readonly #reserve: string;
	#size = 0;

	/** Throws UserError `logs-unwritable` when there is no room to begin with. */
	constructor(
		private readonly folder: string,
		owner: { readonly uid: number; readonly gid: number },
	) {
		this.#reserve = join(folder, RESERVE_FILE);
		try {
			this.#descriptor = openSync(join(folder, "events.ndjson"), NO_LINK, 0o600);
			fchownSync(this.#descriptor, owner.uid, owner.gid);
			const reserve = openSync(this.#reserve, NEW_FILE, 0o600);
			try {
				fchownSync(reserve, owner.uid, owner.gid);
				writeAll(reserve, Buffer.alloc(RESERVE_BYTES));
			} finally {
				closeSync(reserve);
			}
		} catch (error) {
			throw logsUnwritable(folder, error);
		}
	}

	/** Adds one line. Throws UserError `logs-unwritable` and leaves no part of the line when it cannot be written. */
	append(line: string): void {
		const text = `${line}\n`;
		try {
			// As text: a buffer for each line of a flood would cost more memory than all the rest of the builder.
			const written = writeSync(this.#descriptor, text);
			const length = Buffer.byteLength(text);
			if (written < length) writeAll(this.#descriptor, Buffer.from(text).subarray(written));
			this.#size += length;
		} catch (error) {
			try {
				ftruncateSync(this.#descriptor, this.#size);
			} catch {
				// A disk that refuses this too: readers pass over an unfinished line.
			}
			throw logsUnwritable(this.folder, error);
		}
	}

	/** Gives the room that was kept for the last words. */
	freeReserve(): void {
		rmSync(this.#reserve, { force: true });
	}

	/** Syncs and closes. Throws UserError `logs-unwritable`. */
	close(): void {
		this.freeReserve();
		try {
			fsyncSync(this.#descriptor);
		} catch (error) {
			throw logsUnwritable(this.folder, error);
		} finally {
			closeSync(this.#descriptor);
		}
	}
}

/** A write may take a part only, and report the full disk with the next one. */
function writeAll(descriptor: number, bytes: Buffer): void {
	for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
}
