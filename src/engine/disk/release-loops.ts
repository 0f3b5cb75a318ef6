import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { runTool } from "../../host/run-tool.js";

/**
 * Frees the loop devices of files below a folder whose build is dead. Most go with their builder; not one that was attached
 * in the very moment of a kill, nor one that a logical volume keeps busy. `sysBlock` is where the kernel describes devices.
 */
export async function releaseLoopsBelow(folder: string, sysBlock = "/sys/block"): Promise<void> {
	for (const device of await loopsBelow(folder)) {
		for (const name of mappedDevices(device, sysBlock)) await attempt(["dmsetup", "remove", "--retry", name]);
		await attempt(["losetup", "-d", device]);
	}
}

async function loopsBelow(folder: string): Promise<string[]> {
	const { stdout } = await runTool(["losetup", "-n", "-l", "-O", "NAME,BACK-FILE"], { accept: [0, 1] });
	const loops = stdout.split("\n").flatMap((line) => {
		const [, device = "", file = ""] = /^(\S+)\s+(.*)$/.exec(line.trim()) ?? [];
		return device ? [{ device, file }] : [];
	});
	const names = await givenNames(loops.map(({ device }) => device));
	const isBelow = (file: string) => file.startsWith(`${folder}/`);
	return loops
		.filter(({ device, file }) => isBelow(file) || isBelow(names.get(device) ?? ""))
		.map(({ device }) => device);
}

/**
 * The names under which files were attached, cut after 63 bytes: the kernel remembers them where the path is gone, as that
 * of a file on a dead build's tmpfs is. Empty without perl.
 */
async function givenNames(devices: readonly string[]): Promise<Map<string, string>> {
	if (devices.length === 0) return new Map();
	const { stdout } = await runTool(["perl", "-e", PRINT_NAMES, ...devices]).catch(() => ({ stdout: "" }));
	return new Map(stdout.split("\n").map((line) => line.split("\t") as [string, string]));
}

/** LOOP_GET_STATUS64 fills a struct loop_info64. */
const PRINT_NAMES = `
for my $device (@ARGV) {
	open(my $loop, "<", $device) or next;
	my $info = "\\0" x 232;
	ioctl($loop, 0x4C05, $info) or next;
	my @fields = unpack("Q5 L4 Z64", $info);
	print "$device\\t$fields[9]\\n";
}
`;

/** Runs what may fail because somebody else was quicker, or because the host has no such tool. */
async function attempt(argv: readonly string[]): Promise<void> {
	await runTool(argv).catch(() => {});
}

/**
 * Names of the device-mapper devices, such as logical volumes, that lie on a block device or its partitions, those on top
 * first: the order in which they can be removed.
 */
export function mappedDevices(device: string, sysBlock = "/sys/block"): string[] {
	const found = new Set<string>();
	const visit = (folder: string) => {
		for (const holder of list(join(folder, "holders"))) {
			const above = join(sysBlock, holder);
			visit(above);
			const name = nameOf(above);
			if (name !== undefined) found.add(name);
		}
		for (const entry of list(folder)) if (entry.startsWith(`${basename(folder)}p`)) visit(join(folder, entry));
	};
	visit(join(sysBlock, basename(device)));
	return [...found];
}

function nameOf(folder: string): string | undefined {
	try {
		return readFileSync(join(folder, "dm/name"), "utf8").trim();
	} catch {
		return undefined;
	}
}

function list(folder: string): string[] {
	try {
		return readdirSync(folder).sort();
	} catch {
		return [];
	}
}
