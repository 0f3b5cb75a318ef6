import { createHash, randomBytes } from "node:crypto";
import { chownSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type BuiltRecord, builtRecordText, parseBuiltRecord } from "../core/built/built-record.js";
import { readRegular } from "./events/open-regular.js";
import { listRunIds, openRun } from "./runs.js";

/** In the folder of a run with layers: what its image was made from. Named by the image, so that it is found without being read. */
const fileName = (image: string): string =>
	`built-${createHash("sha256").update(image).digest("hex").slice(0, 16)}.json`;

/** Leaves the record of a build in the folder of its run. Throws what writing throws. */
export function writeBuiltRecord(
	runFolder: string,
	image: string,
	owner: { readonly uid: number; readonly gid: number },
	record: Omit<BuiltRecord, "version">,
): void {
	const file = join(runFolder, fileName(image));
	writeFileSync(file, builtRecordText(record), { mode: 0o600, flag: "wx" });
	chownSync(file, owner.uid, owner.gid);
}

/** The newest record of an image, with its run; undefined when no run that is kept has one that can be read. */
export async function newestBuiltRecord(
	runsFolder: string,
	image: string,
): Promise<{ readonly run: string; readonly record: BuiltRecord } | undefined> {
	const name = fileName(image);
	const run = (await listRunIds(runsFolder)).find((id) => existsSync(join(openRun(runsFolder, id).folder, name)));
	if (run === undefined) return undefined;
	const record = parseBuiltRecord((await readRegular(join(openRun(runsFolder, run).folder, name))) ?? "");
	return record && { run, record };
}

const KEY_BYTES = 32;

/** The caller's own key beside his runs, made when there is none. Throws what writing throws. */
export function callersKey(runsFolder: string): Uint8Array {
	const file = join(dirname(runsFolder), "inputs.key");
	if (!existsSync(file)) {
		mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
		const fresh = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
		writeFileSync(fresh, randomBytes(KEY_BYTES), { mode: 0o600, flag: "wx" });
		try {
			// Of two who make it at once one wins, and nobody reads half of it.
			linkSync(fresh, file);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
		} finally {
			rmSync(fresh, { force: true });
		}
	}
	const key = readFileSync(file);
	if (key.length !== KEY_BYTES) throw new Error(`${file} is damaged: remove it`);
	return key;
}
