import { stat } from "node:fs/promises";
import { join } from "node:path";
import { compareMembers, type Difference, firstDifferentLine } from "../../core/reproducible/compare-members.js";
import { whoWrote } from "../../core/reproducible/who-wrote.js";
import { digest } from "../../engine/output/digest.js";
import { runTool } from "../../host/run-tool.js";
import type { Built } from "./build-twice.js";
import { readArchive } from "./read-archive.js";

/** An image of two builds. */
export interface Compared {
	readonly file: string;
	readonly equal: boolean;
	/** SHA-256 of the first build's. */
	readonly digest: string;
}

/** Compares the images of two builds. */
export async function compareImages(
	files: readonly string[],
	[one, other]: readonly [Built, Built],
): Promise<Compared[]> {
	const compared: Compared[] = [];
	for (const file of files) {
		const [first, second] = [
			await digest(join(one.folder, file), "sha256"),
			await digest(join(other.folder, file), "sha256"),
		];
		compared.push({ file, equal: first === second, digest: first });
	}
	return compared;
}

const MOST = 40;

/** Says which files of the trees differ, how, and who wrote them last: a line each. `tar` is the archive that both builds have. */
export async function explainTrees(tar: string, [one, other]: readonly [Built, Built]): Promise<string[]> {
	const differences = compareMembers(
		await readArchive(join(one.folder, tar)),
		await readArchive(join(other.folder, tar)),
	);
	const [first, second] = [whoWrote(one.events), whoWrote(other.events)];
	const lines: string[] = [];
	for (const difference of differences.slice(0, MOST)) {
		const how = [...difference.how, ...(await textDifference(tar, difference, one, other))].join("; ");
		const at = one.written.get(difference.path) ?? Number.NaN;
		const then = other.written.get(difference.path) ?? Number.NaN;
		const writer = first(at) ?? second(then);
		const element = writer?.element === undefined ? "" : ` of the element ${writer.element}`;
		lines.push(`/${difference.path}: ${how}${writer ? `; last written by ${writer.task}${element}` : ""}`);
	}
	if (differences.length > MOST) lines.push(`and ${differences.length - MOST} more files`);
	return lines;
}

const LARGEST_TEXT = 1 << 20;

async function textDifference(tar: string, { path, shows }: Difference, one: Built, other: Built): Promise<string[]> {
	if (!shows) return [];
	const [a, b] = [await textOf(join(one.folder, tar), path), await textOf(join(other.folder, tar), path)];
	const line = a === undefined || b === undefined ? undefined : firstDifferentLine(a, b);
	return line === undefined ? [] : [line];
}

async function textOf(archive: string, path: string): Promise<string | undefined> {
	const argv = ["tar", "--extract", "--to-stdout", "--no-wildcards", "--file", archive, "--", `./${path}`];
	const { exitCode, stdout } = await runTool(argv, { accept: "any" });
	return exitCode === 0 && stdout.length <= LARGEST_TEXT ? stdout : undefined;
}

/** Says where two disks begin to differ. */
export async function explainDisk(file: string, [one, other]: readonly [Built, Built]): Promise<string> {
	const [a, b] = [join(one.folder, file), join(other.folder, file)];
	if ((await stat(a)).size !== (await stat(b)).size && file.endsWith(".raw"))
		return `${file}: disks of different sizes`;
	const { stdout } = await runTool(["qemu-img", "compare", a, b], { accept: "any" });
	const offset = /mismatch at offset (\d+)/.exec(stdout)?.[1];
	if (offset === undefined) return `${file}: the disks are equal, what is written around them is not`;
	return `${file}: the disks differ from byte ${offset} on, ${await partitionAt(a, Number(offset))}`;
}

async function partitionAt(raw: string, offset: number): Promise<string> {
	const { exitCode, stdout } = await runTool(["sfdisk", "--json", raw], { accept: "any" });
	if (exitCode !== 0) return "which is counted in the disk that it holds";
	const { partitiontable: table } = JSON.parse(stdout) as {
		partitiontable: { sectorsize?: number; partitions?: { node: string; start: number; size: number }[] };
	};
	const sector = Math.floor(offset / (table.sectorsize ?? 512));
	const found = table.partitions?.find(({ start, size }) => sector >= start && sector < start + size);
	return found ? `in partition ${found.node.replace(/^.*\D(\d+)$/, "$1")}` : "outside of all partitions";
}
