import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The folder in a cache. */
export const INDEXES = "package-indexes";

/** What nobody has asked for in so long goes. */
const KEPT_MS = 14 * 24 * 3_600_000;

/** A folder that remembers texts by name. One that cannot be read or written remembers nothing. */
export class IndexFolder {
	constructor(readonly path: string) {}

	/** Undefined for what is not known. */
	read(name: string): string | undefined {
		try {
			const file = join(this.path, name);
			const text = readFileSync(file, "utf8");
			const now = new Date();
			// A day is exact enough for what is removed after weeks; readers need no more than the right to read then.
			if (now.getTime() - statSync(file).mtimeMs > 24 * 3_600_000) utimesSync(file, now, now);
			return text;
		} catch {
			return undefined;
		}
	}

	/** Appears as a whole or not at all. */
	write(name: string, text: string): void {
		const fresh = join(this.path, `${name}.${randomBytes(4).toString("hex")}`);
		try {
			mkdirSync(this.path, { recursive: true, mode: 0o700 });
			this.#forget();
			writeFileSync(fresh, text, { mode: 0o600, flag: "wx" });
			renameSync(fresh, join(this.path, name));
		} catch {
			// It is asked for again, no more.
			removeQuietly(fresh);
		}
	}

	#forget(): void {
		for (const name of readdirSync(this.path)) {
			const file = join(this.path, name);
			const stats = statSync(file, { throwIfNoEntry: false });
			if (stats && Date.now() - stats.mtimeMs > KEPT_MS) rmSync(file, { force: true });
		}
	}
}

function removeQuietly(file: string): void {
	try {
		rmSync(file, { force: true });
	} catch {
		// There is no such folder.
	}
}

/** A name for what is known by a text of any length. */
export const nameFor = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);
