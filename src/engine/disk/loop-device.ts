import { closeSync, existsSync, openSync } from "node:fs";
import { readdir, readFile, unlink } from "node:fs/promises";
import { basename } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { EXIT, UserError } from "../../core/errors.js";
import { runTool } from "../../host/run-tool.js";

/** A loop device that the kernel frees by itself when this process lets go of it or dies (measurements: nothing leaks). */
export interface LoopDevice {
	readonly device: string;
	/** Adds nodes for the partitions; the kernel may have no scanner for their table. */
	addPartitions(): Promise<void>;
	/** Removes partition nodes and frees the device; throws UserError `loop-busy` when something still uses it. */
	detach(): Promise<void>;
}

export interface LoopOptions {
	readonly file: string;
	/** Only this part of the file, in bytes. */
	readonly part?: { readonly start: number; readonly bytes: number };
	readonly sectorSize?: number;
}

/**
 * Attaches a file. The open descriptor keeps the device, which the kernel frees with this process, however that ends.
 * Partition nodes go with the device too.
 */
export async function attachLoop(options: LoopOptions): Promise<LoopDevice> {
	const { part } = options;
	const { device, descriptor } = (await configureAtOnce(options)) ?? (await attachInSteps(options));
	const backing = await backingFile(device);
	const made: string[] = [];
	return {
		device,
		async addPartitions() {
			made.push(...(await addPartitionNodes(device)));
		},
		async detach() {
			if (!part) await runTool(["partx", "-d", device], { accept: [0, 1] });
			for (const node of made) await unlink(node);
			closeSync(descriptor);
			await untilFree(device, backing);
		},
	};
}

interface HeldDevice {
	readonly device: string;
	readonly descriptor: number;
}

/**
 * Takes a free device and configures it, self-freeing from the first moment, in one system call; no moment exists at which
 * a kill would leave it behind. Node has no ioctl, perl has; undefined on a host without it or with a kernel before 5.8.
 */
async function configureAtOnce({ file, part, sectorSize = 512 }: LoopOptions): Promise<HeldDevice | undefined> {
	const flags = part ? SELF_FREEING : SELF_FREEING | PARTITIONED;
	const numbers = [part?.start ?? 0, part?.bytes ?? 0, flags, sectorSize].map(String);
	for (let tries = 0; tries < 20; tries += 1) {
		const { stdout: device } = await runTool(["losetup", "-f"]);
		const descriptor = hold(device);
		const { exitCode } = await runTool(["perl", "-e", CONFIGURE, device, file, ...numbers], {
			accept: [0, BUSY, UNKNOWN],
		}).catch((error: unknown) => {
			if (error instanceof UserError && error.code === "missing-tool") return { exitCode: UNKNOWN };
			closeSync(descriptor);
			throw error;
		});
		if (exitCode === 0) return { device, descriptor };
		closeSync(descriptor);
		if (exitCode === UNKNOWN) return undefined;
	}
	return undefined;
}

const SELF_FREEING = 4;
const PARTITIONED = 8;
/** Exit statuses of CONFIGURE: somebody else took the device; the kernel does not know the call. */
const BUSY = 16;
const UNKNOWN = 17;

/** LOOP_CONFIGURE with a struct loop_config: descriptor, sector size, struct loop_info64, eight reserved words. */
const CONFIGURE = `
use Errno qw(EBUSY EINVAL ENOTTY);
my ($device, $file, $offset, $limit, $flags, $sector) = @ARGV;
open(my $loop, "+<", $device) or die "$device: $!\n";
open(my $image, "+<", $file) or die "$file: $!\n";
my $info = pack("Q3QQ L2 LL a64 a64 a32 Q2", 0, 0, 0, $offset, $limit, 0, 0, 0, $flags, $file, "", "", 0, 0);
my $config = pack("LL", fileno($image), $sector) . $info . pack("Q8", (0) x 8);
exit 0 if ioctl($loop, 0x4C0A, $config);
exit ${BUSY} if $! == EBUSY;
exit ${UNKNOWN} if $! == EINVAL || $! == ENOTTY;
die "$device: $!\n";
`;

/** The same in steps that any host can do; `-P` lets the kernel drop partition nodes with the device. */
async function attachInSteps({ file, part, sectorSize = 512 }: LoopOptions): Promise<HeldDevice> {
	const range = part ? ["-o", String(part.start), "--sizelimit", String(part.bytes)] : ["-P"];
	const sector = sectorSize === 512 ? [] : ["--sector-size", String(sectorSize)];
	const { stdout: device } = await runTool(["losetup", "-f", "--show", ...range, ...sector, file]);
	const descriptor = hold(device);
	await runTool(["losetup", "-d", device]);
	return { device, descriptor };
}

function hold(device: string): number {
	try {
		return openSync(device, "r+");
	} catch (cause) {
		throw new UserError({
			code: "no-loop-node",
			message: `the loop device ${device} has no usable node: ${cause instanceof Error ? cause.message : cause}`,
			next: ["Make the host's loop devices visible here (in a container: --privileged -v /dev:/dev)."],
			exitCode: EXIT.host,
			cause,
		});
	}
}

/** Makes nodes for the partitions; returns those that will not go by themselves. */
export async function addPartitionNodes(device: string): Promise<string[]> {
	// Where the kernel has scanned the table the nodes are there already, and -u brings both to agree.
	await runTool(["partx", existsSync(`${device}p1`) ? "-u" : "-a", device]);
	return makeMissingNodes(device);
}

/** Nodes that a /dev without the kernel's own (in a container) does not get by itself. */
async function makeMissingNodes(device: string): Promise<string[]> {
	const folder = `/sys/block/${basename(device)}`;
	const made: string[] = [];
	for (const name of (await readdir(folder)).filter((entry) => entry.startsWith(`${basename(device)}p`))) {
		const node = `/dev/${name}`;
		if (existsSync(node)) continue;
		const [major = "", minor = ""] = (await readFile(`${folder}/${name}/dev`, "utf8")).trim().split(":");
		await runTool(["mknod", "-m", "0660", node, "b", major, minor]);
		made.push(node);
	}
	return made;
}

async function backingFile(device: string): Promise<string | undefined> {
	return readFile(`/sys/block/${basename(device)}/loop/backing_file`, "utf8").catch(() => undefined);
}

/** The kernel frees the device when its last user is gone, which may be a moment after we were. */
async function untilFree(device: string, backing: string | undefined): Promise<void> {
	for (let tries = 0; tries < 50; tries += 1) {
		const now = await backingFile(device);
		if (now === undefined || now !== backing) return;
		await wait(100);
	}
	throw new UserError({
		code: "loop-busy",
		message: `the loop device ${device} is still in use after it was unmounted`,
		next: [`Look for who uses it: fuser -vm ${device}`],
		exitCode: EXIT.failed,
	});
}
