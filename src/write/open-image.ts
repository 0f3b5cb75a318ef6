import { mkdtemp, open, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { EXIT, UserError } from "../core/errors.js";
import { HEADER_BYTES, readImageHeader } from "../core/publish/image-header.js";
import { readPartitionTable } from "../core/publish/partition-table.js";
import { requireTool } from "../host/require-tool.js";
import { runTool } from "../host/run-tool.js";
import { openServed } from "./nbd-reader.js";

/** The disk in an image file, whatever the file's format. */
export interface OpenImage {
	readonly path: string;
	/** QEMU's name of it. */
	readonly format: string;
	/** Of the disk. */
	readonly bytes: number;
	/** Whether it begins with a partition table. */
	readonly table: boolean;
	/** Exactly so many bytes of the disk. Throws UserError. */
	read(at: number, length: number): Promise<Buffer>;
	close(): Promise<void>;
}

/** Where QEMU has other names than we. */
const QEMU_NAMES: Readonly<Record<string, string>> = { vhd: "vpc", iso: "raw" };

const PACKED: readonly (readonly [string, string, string])[] = [
	["1f8b", "gzip", "gunzip --keep"],
	["fd377a585a00", "xz", "unxz --keep"],
	["28b52ffd", "zstd", "unzstd"],
	["425a68", "bzip2", "bunzip2 --keep"],
];

/** Opens the disk in an image file; other formats than raw are read through qemu-nbd, without a copy. `format`: instead of what it looks like. Throws UserError. */
export async function openImage(path: string, format?: string): Promise<OpenImage> {
	const stats = await stat(path).catch(() => undefined);
	if (!stats?.isFile() || stats.size === 0) {
		const why = !stats ? "there is no such file" : stats.size === 0 ? "it is empty" : "it is no plain file";
		throw cannot(path, why, ["diskwright runs list shows what was built; name an image or a run."]);
	}
	const file = await open(path).catch((error: Error) => {
		throw cannot(path, error.message, ["Make it readable."]);
	});
	const at = async (position: number, length: number) => {
		const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, position);
		if (bytesRead === length) return buffer;
		throw cannot(path, "it has become shorter while it was read", ["Wait for whoever writes it, and begin again."]);
	};
	try {
		const first = await at(0, Math.min(HEADER_BYTES, stats.size));
		const header = readImageHeader(first, await at(Math.max(0, stats.size - 512), Math.min(512, stats.size)));
		const kind = format ?? QEMU_NAMES[header.format] ?? header.format;
		if (format === undefined) refuseOdd(path, first, header.problems);
		if (kind !== "raw") {
			await file.close();
			return await openConverted(path, kind);
		}
		return {
			...{ path, format: kind, bytes: stats.size, table: hasTable(first, stats.size) },
			read: at,
			close: () => file.close(),
		};
	} catch (error) {
		await file.close();
		throw error;
	}
}

const hasTable = (first: Uint8Array, bytes: number) => readPartitionTable(first, bytes).kind !== "none";

function refuseOdd(path: string, first: Buffer, problems: readonly string[]): void {
	const packed = PACKED.find(([magic]) => first.toString("hex").startsWith(magic));
	if (packed) throw cannot(path, `it is packed with ${packed[1]}`, [`Unpack it first: ${packed[2]} '${path}'`]);
	if (problems[0] !== undefined)
		throw cannot(path, problems[0], [`Make one that stands alone: qemu-img convert -O qcow2 '${path}' whole.qcow2`]);
}

/** qemu-nbd ends by itself when the connection does, also that of a process that was killed. */
async function openConverted(path: string, format: string): Promise<OpenImage> {
	const tool = requireTool("qemu-nbd", `reading an image in the format ${format}`);
	const folder = await mkdtemp(join(tmpdir(), "diskwright-disk-"));
	const socket = join(folder, "socket");
	const pidFile = join(folder, "pid");
	const leave = () => rm(folder, { recursive: true, force: true });
	try {
		const argv = [tool, "--read-only", "--fork", "--pid-file", pidFile, "--format", format, "--socket", socket, path];
		const { exitCode, stderr } = await runTool(argv, { accept: "any" });
		if (exitCode !== 0)
			throw unreadable(
				path,
				stderr
					.trim()
					.split("\n")
					.at(-1)
					?.replace(/^qemu-nbd: /, "") ?? "",
			);
		const disk = await openServed(socket).catch(async (error: Error) => {
			process.kill(Number(await readFile(pidFile, "utf8")), "SIGTERM");
			throw unreadable(path, error.message);
		});
		const read = (at: number, length: number) =>
			disk.read(at, length).catch((error: Error) => {
				throw unreadable(path, error.message);
			});
		const first = await read(0, Math.min(HEADER_BYTES, disk.bytes));
		const close = async () => {
			disk.close();
			await leave();
		};
		return { path, format, bytes: disk.bytes, table: hasTable(first, disk.bytes), read, close };
	} catch (error) {
		await leave();
		throw error;
	}
}

const cannot = (path: string, why: string, next: readonly string[]) =>
	new UserError({
		code: "image-refused",
		message: `${basename(path)} cannot be written to a disk: ${why}`,
		place: { file: path },
		next,
	});

const unreadable = (path: string, said: string) =>
	new UserError({
		...{ code: "image-unreadable", message: `QEMU cannot read ${basename(path)}: ${said}`, place: { file: path } },
		...{ next: [`qemu-img check '${path}'`], exitCode: EXIT.failed },
	});
