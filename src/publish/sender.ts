import { createHash, randomUUID } from "node:crypto";
import { closeSync, existsSync, lchownSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { EXIT, UserError } from "../core/errors.js";
import { whyUnwritable } from "../core/failure/storage-failure.js";
import { makeFolder } from "../host/make-folder.js";
import { moveUserFolder } from "../host/user-folders.js";
import { holdLock } from "../runs/runs.js";

/** Who publishes, and that nobody else does it in the same name until it is released. */
export interface Sender {
	/** Of this state folder, so that what it left unfinished is known again. */
	readonly id: string;
	readonly release: () => void;
}

export interface Owner {
	readonly uid: number;
	readonly gid: number;
}

/** Takes the place of the one who publishes under a name to a target, for one state folder. Throws UserError when another one does. */
export async function becomeSender(stateFolder: string, to: string, name: string, owner?: Owner): Promise<Sender> {
	const folder = join(stateFolder, "publish");
	try {
		const made = firstMissing(folder);
		makeFolder(folder, "what is published", moveUserFolder("state"));
		const id = ownId(join(folder, "sender"));
		const lock = join(folder, `${ruleKey(to, name)}.lock`);
		// It has to be there before: two that begin together would each lock a file of their own.
		closeSync(openSync(lock, "a", 0o600));
		if (owner) {
			for (const path of [...foldersBetween(made, folder), join(folder, "sender"), lock])
				lchownSync(path, owner.uid, owner.gid);
		}
		const { release } = await holdLock(lock).catch(() => {
			throw new UserError({
				code: "publishing",
				message: `Another diskwright publishes ${name} to ${to} at this moment`,
				next: ["Wait until it has ended, and publish again."],
				exitCode: EXIT.failed,
			});
		});
		return { id, release };
	} catch (error) {
		if (error instanceof UserError) throw error;
		throw new UserError({
			code: "state-folder",
			message: `${folder} cannot be used to remember what is published: ${whyUnwritable(error)}`,
			next: [moveUserFolder("state")],
			exitCode: EXIT.host,
			cause: error,
		});
	}
}

/** The outermost of a folder and its parents that is not there yet. */
function firstMissing(folder: string): string | undefined {
	if (existsSync(folder)) return undefined;
	return firstMissing(dirname(folder)) ?? folder;
}

/** Those that were made, from the first one on. */
function foldersBetween(first: string | undefined, last: string): string[] {
	if (first === undefined) return [];
	return first === last ? [last] : [...foldersBetween(first, dirname(last)), last];
}

/** Who publishes from a state folder; empty as long as nobody has. */
export function senderOf(stateFolder: string): string {
	try {
		return readFileSync(join(stateFolder, "publish", "sender"), "utf8").trim();
	} catch {
		return "";
	}
}

/** By which files about a rule are named. */
export const ruleKey = (to: string, name: string) =>
	createHash("sha256").update(`${to}\n${name}`).digest("hex").slice(0, 32);

function ownId(file: string): string {
	try {
		writeFileSync(file, `${randomUUID()}\n`, { flag: "wx", mode: 0o600 });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
	}
	return readFileSync(file, "utf8").trim();
}
