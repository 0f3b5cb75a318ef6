import { createHash, randomUUID } from "node:crypto";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT, UserError } from "../core/errors.js";
import { moveUserFolder } from "../host/user-folders.js";
import { holdLock } from "../runs/runs.js";

/** Who publishes, and that nobody else does it in the same name until it is released. */
export interface Sender {
	/** Of this state folder, so that what it left unfinished is known again. */
	readonly id: string;
	readonly release: () => void;
}

/** Takes the place of the one who publishes under a name to a target, for one state folder. Throws UserError when another one does. */
export async function becomeSender(stateFolder: string, to: string, name: string): Promise<Sender> {
	const folder = join(stateFolder, "publish");
	try {
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		const id = ownId(join(folder, "sender"));
		const lock = join(folder, `${createHash("sha256").update(`${to}\n${name}`).digest("hex").slice(0, 32)}.lock`);
		// It has to be there before: two that begin together would each lock a file of their own.
		closeSync(openSync(lock, "a", 0o600));
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
			message: `${folder} cannot be used to remember what is published: ${(error as Error).message}`,
			next: [moveUserFolder("state")],
			exitCode: EXIT.host,
			cause: error,
		});
	}
}

function ownId(file: string): string {
	try {
		writeFileSync(file, `${randomUUID()}\n`, { flag: "wx", mode: 0o600 });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
	}
	return readFileSync(file, "utf8").trim();
}
