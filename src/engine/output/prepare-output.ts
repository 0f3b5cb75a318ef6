import { constants } from "node:fs";
import { lstat, open, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { TaskProgress } from "../../core/run/build-state.js";
import { runTool } from "../../host/run-tool.js";
import { digest } from "./digest.js";

/** Whose the outputs become, and with which mode. */
export interface OutputOwner {
	readonly uid: number;
	readonly gid: number;
	readonly umask: number;
}

/** A finished output under its temporary name, on the file system of its final one. */
export interface PreparedOutput {
	readonly temporary: string;
	/** Absolute. */
	readonly final: string;
	/** The name as the user gave it, for the checksum files. */
	readonly file: string;
	readonly format: string;
	/** Apparent size; of a folder, what its files take. */
	readonly bytes: number;
	/** Bytes that it takes on its disk. */
	readonly used: number;
	/** Empty for folders. */
	readonly checksums: Readonly<Record<string, string>>;
}

/** Temporary name beside the final one: hidden, and naming the run that owns it. */
export function temporaryName(final: string, runId: string): string {
	return join(dirname(final), `.${basename(final)}.${runId}.part`);
}

/** Measures, hands over and syncs what a writer has left at `temporary`. */
export async function prepareOutput(
	output: Pick<PreparedOutput, "temporary" | "final" | "file" | "format">,
	wanted: readonly ("md5" | "sha256")[],
	owner: OutputOwner,
	tell: (progress: TaskProgress) => void = () => {},
): Promise<PreparedOutput> {
	const { temporary } = output;
	if ((await lstat(temporary)).isDirectory()) {
		await runTool(["sync", "--file-system", temporary]);
		const { stdout } = await runTool(["du", "-s", "-b", "-x", "--", temporary]);
		const { stdout: used } = await runTool(["du", "-s", "-B1", "-x", "--", temporary]);
		return { ...output, bytes: Number.parseInt(stdout, 10), used: Number.parseInt(used, 10), checksums: {} };
	}
	const checksums: Record<string, string> = {};
	for (const algorithm of wanted) {
		const { size } = await lstat(temporary);
		// How much of the whole task that is depends on what came before it: it is told for people only.
		const onRead = (current: number) => tell({ label: algorithm, current, total: size, unit: "bytes" });
		checksums[algorithm] = await digest(temporary, algorithm, onRead);
	}
	await handOver(temporary, owner);
	const { size, blocks } = await lstat(temporary);
	return { ...output, bytes: size, used: blocks * 512, checksums };
}

/** Writes a small file whole, under its temporary name. */
export async function prepareText(temporary: string, text: string, owner: OutputOwner): Promise<void> {
	await writeFile(temporary, text, { flag: "wx" });
	await handOver(temporary, owner);
}

async function handOver(path: string, owner: OutputOwner): Promise<void> {
	const file = await open(path, constants.O_RDWR | constants.O_NOFOLLOW);
	try {
		// vfat and some network file systems know no owners and modes.
		await file.chmod(0o666 & ~owner.umask).catch(unlessUnknown);
		await file.chown(owner.uid, owner.gid).catch(unlessUnknown);
		await file.sync();
	} finally {
		await file.close();
	}
}

function unlessUnknown(error: NodeJS.ErrnoException): void {
	if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "EINVAL", "ENOSYS"].includes(error.code ?? "")) throw error;
}
