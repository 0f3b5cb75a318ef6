import { runTool } from "../../host/run-tool.js";

/** Where an ext file system lies: a file, and the bytes before it there. */
interface ExtPlace {
	readonly file: string;
	readonly start: number;
}

/** The first inode of a file of its own: what comes before are the root folder and what mkfs keeps for itself. */
const FIRST_INODE = 11;
const ROOT = 2;

/**
 * Gives all files of an unmounted ext file system one time of the last change and the last access; when they were written stays.
 * Nothing but the kernel sets these, by its own clock, and mkfs copies them.
 */
export async function evenTimes({ file, start }: ExtPlace, epoch: number): Promise<void> {
	const place = `${file}?offset=${start}`;
	const { stdout } = await runTool(["dumpe2fs", place]);
	const commands = usedInodes(stdout).flatMap((inode) =>
		["ctime", "atime"].map((field) => `set_inode_field <${inode}> ${field} @${epoch}\n`),
	);
	await runTool(["debugfs", "-w", "-f", "-", place], { input: commands.join(""), env: extEnvironment(epoch) });
}

/** What e2fsprogs take for the time: one name before version 1.47.1, another one since. */
export function extEnvironment(epoch: number): Record<string, string> {
	return { E2FSPROGS_FAKE_TIME: String(epoch), SOURCE_DATE_EPOCH: String(epoch) };
}

/** The inodes in use, by what `dumpe2fs` says of the free ones. */
export function usedInodes(text: string): number[] {
	const count = Number(/^Inode count: +(\d+)$/m.exec(text)?.[1]);
	const free = new Set<number>();
	for (const [, list = ""] of text.matchAll(/^ +Free inodes: (.*)$/gm)) {
		for (const range of list.split(", ").filter(Boolean)) {
			const [first = 0, last = first] = range.split("-").map(Number);
			for (let inode = first; inode <= last; inode += 1) free.add(inode);
		}
	}
	const used = [ROOT];
	for (let inode = FIRST_INODE; inode <= count; inode += 1) if (!free.has(inode)) used.push(inode);
	return used;
}
