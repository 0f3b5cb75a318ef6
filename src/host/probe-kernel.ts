import { existsSync, readFileSync } from "node:fs";
import { isRoot } from "./privilege.js";
import { askTool } from "./run-tool.js";
import { completePath } from "./system-path.js";

/** One ability of the kernel, tried for real where root allows it. */
export interface KernelFeature {
	readonly name: string;
	readonly works: boolean;
	readonly neededFor: string;
	/** What happens without it. */
	readonly otherwise: string;
}

/**
 * Tries what builds use, inside private mount and PID namespaces that take everything away with them. Without root only
 * the kernel's list of file systems is read.
 */
export async function probeKernel(): Promise<KernelFeature[]> {
	const known = new Set(readFileSync("/proc/filesystems", "utf8").split(/\s+/));
	const root = isRoot();
	const tried = root ? await tryInSandbox() : new Map<string, boolean>();
	const works = (name: string) => tried.get(name) ?? known.has(name);
	return [
		{
			name: "namespaces",
			works: root ? (tried.get("namespaces") ?? false) : true,
			neededFor: "the sandbox of every build",
			otherwise: "no build is possible: run on the host or in a privileged container",
		},
		{ name: "tmpfs", works: works("tmpfs"), neededFor: "builds in memory", otherwise: "use --no-tmpfs" },
		{
			name: "overlay",
			works: works("overlay"),
			neededFor: "dropping a failed hook's changes",
			otherwise: "builds use a plain tree",
		},
		{
			name: "loop",
			works: works("loop"),
			neededFor: "mounting the final file systems",
			otherwise: "no disk image can be made",
		},
		{ name: "ext4", works: known.has("ext4"), neededFor: "ext4 images", otherwise: "choose another file system" },
		{ name: "xfs", works: known.has("xfs"), neededFor: "xfs images", otherwise: "choose another file system" },
		{
			name: "vfat",
			works: known.has("vfat"),
			neededFor: "EFI partitions",
			otherwise: "they are filled with mtools instead",
		},
		{
			name: "device-mapper",
			works: hasDeviceMapper(),
			neededFor: "layouts with LVM",
			otherwise: "choose a layout of plain partitions",
		},
	];
}

/** Whether the kernel has device-mapper, loaded or built in. */
export function hasDeviceMapper(): boolean {
	return /\bdevice-mapper$/m.test(readFileSync("/proc/devices", "utf8"));
}

/**
 * Whether a loop device can be had: root asks for one, others see whether the kernel's files are there. A kernel loads its
 * driver when it is asked.
 */
export async function offersLoopDevice(): Promise<boolean> {
	if (!isRoot()) return existsSync("/dev/loop-control") || existsSync("/dev/loop0");
	const device = (await askTool(["losetup", "--find"], { timeoutMs: 10_000 }))?.trim();
	// A /dev without the kernel's own nodes (in a container) may lack this one.
	return device !== undefined && existsSync(device);
}

const PROBE = `
echo namespaces
mount -t tmpfs tmpfs "$1" && echo tmpfs
cd "$1" && mkdir l u w m
mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m 2>/dev/null && echo overlay
truncate -s 8M f && mkfs.ext4 -q f 2>/dev/null && mount -o loop f l 2>/dev/null && echo loop
true
`;

async function tryInSandbox(): Promise<Map<string, boolean>> {
	const own = ["--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"];
	const env = { PATH: completePath(process.env.PATH) };
	const argv = ["unshare", ...own, "sh", "-c", PROBE, "probe", "/mnt"];
	const said = new Set((await askTool(argv, { timeoutMs: 10_000, env, accept: "any" }))?.split("\n"));
	return new Map(["namespaces", "tmpfs", "overlay", "loop"].map((name) => [name, said.has(name)]));
}
