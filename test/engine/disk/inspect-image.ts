import { execFileSync, spawnSync } from "node:child_process";

/** Where something lies in an image file, in bytes. */
export interface Piece {
	readonly start: number;
	readonly bytes: number;
}

const run = (command: string, ...args: string[]): string =>
	execFileSync(command, args, {
		encoding: "utf8",
		stdio: ["ignore", "pipe", "pipe"],
		env: { ...process.env, MTOOLS_SKIP_CHECK: "1", LC_ALL: "C" },
	});

export interface Partition {
	readonly start: number;
	readonly size: number;
	readonly type: string;
	readonly bootable?: boolean;
	readonly name?: string;
}

/** The partition table as sfdisk reads it, in sectors. */
export function partitionTable(image: string): { label: string; sectorsize: number; partitions: Partition[] } {
	return JSON.parse(run("sfdisk", "-J", image)).partitiontable;
}

/** What sgdisk has to say about a GPT. */
export function verifyGpt(image: string): string {
	return run("sgdisk", "-v", image);
}

/** Type and label of the file system in a piece of the image, as blkid finds them; nothing where there is none. */
export function probe(image: string, { start, bytes }: Piece): Record<string, string> {
	const argv = ["-p", "-o", "export", "-O", String(start), "-S", String(bytes), image];
	const { status, stdout, stderr } = spawnSync("blkid", argv, { encoding: "utf8" });
	if (status !== 0 && status !== 2) throw new Error(`blkid cannot read ${image}: ${stderr}`);
	const lines = stdout.split("\n").filter((line) => line.includes("="));
	return Object.fromEntries(lines.map((line) => line.split("=") as [string, string]));
}

/** Checks an ext file system and reads files out of it. */
export function openExt(image: string, { start }: Piece) {
	const device = `${image}?offset=${start}`;
	run("e2fsck", "-fn", device);
	return {
		header: run("dumpe2fs", "-h", device),
		read: (path: string) => run("debugfs", "-R", `cat ${path}`, device),
		stat: (path: string) => run("debugfs", "-R", `stat ${path}`, device),
		list: (path: string) =>
			[...run("debugfs", "-R", `ls -p ${path}`, device).matchAll(/^\/\d+\/\d+\/\d+\/\d+\/([^/]+)\//gm)].map(
				([, name]) => name,
			),
	};
}

/** Reads a file of a FAT file system. */
export function readFat(image: string, { start }: Piece, path: string): string {
	return run("mtype", "-i", `${image}@@${start}`, `::${path}`);
}

/** Mounts a file system read-only in a namespace of its own and runs a shell command in its root. */
export function insideMounted(image: string, { start, bytes }: Piece, type: string, command: string): string {
	const script = `mount -t ${type} -o "ro,loop,offset=${start},sizelimit=${bytes}" "$1" /mnt && cd /mnt && ${command}`;
	return run("unshare", "--mount", "--propagation", "private", "bash", "-ec", script, "inspect", image);
}

/** Bytes that the file really takes. */
export function allocated(image: string): number {
	return Number(run("stat", "-c", "%b", image)) * 512;
}
