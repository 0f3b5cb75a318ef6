import { mkdir, readFile, rmdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { EXIT, UserError } from "../../core/errors.js";
import { mountDevices } from "../tree/devices.js";
import { removeEmptyFolder } from "../tree/files.js";
import { inTree } from "../tree/in-tree.js";
import { mountInTree, mountNumber, placeOfMount } from "../tree/mount.js";
import { unmount } from "../tree/unmount.js";

/** Where the hooks tree appears inside the image during chroot phases (contract §8.2). */
export const HOOKS_INSIDE = "/tmp/in_target.d";

/** Mounts proc, dev, dev/pts and a read-only sys in `tree` (contract §7.3, step 8). */
export async function mountKernelFileSystems(tree: string): Promise<void> {
	await mountInTree(tree, "proc", ["-t", "proc", "none"]);
	await mountDevices(tree);
	await mountInTree(tree, "dev/pts", ["-t", "devpts", "-o", await devptsOptions(), "devpts"]);
	await mountInTree(tree, "sys", ["-t", "sysfs", "-o", "ro", "sysfs"]);
}

/** The options of the host's own devpts, so that terminals opened inside look as they do outside. */
async function devptsOptions(): Promise<string> {
	const table = await readFile("/proc/self/mounts", "utf8");
	const line = table.split("\n").find((entry) => entry.split(" ")[1] === "/dev/pts");
	const known = (line?.split(" ")[3] ?? "").split(",").filter((option) => /^(gid|mode|ptmxmode)=/.test(option));
	return known.length > 0 ? known.join(",") : "gid=5,mode=620";
}

/**
 * Shows the hooks tree read-only inside the image while `use` runs (contract §8.2). Throws UserError without a /tmp. The
 * mount is found again by its number: hooks may have renamed the folders that lead to it.
 */
export async function withHooksInside(tree: string, hooks: string, use: () => Promise<void>): Promise<void> {
	await inTree(tree, dirname(HOOKS_INSIDE), {}, ({ it }) => mkdir(`${it}/${basename(HOOKS_INSIDE)}`)).catch(
		(cause: Error) => {
			throw new UserError({
				code: "no-hooks-inside",
				message: `the hooks cannot be shown inside the image: ${cause.message.replace(/ '\/proc\/\d+\/fd\/.*/, "")}`,
				next: ["The image needs a folder /tmp during the build, and nothing of its own in /tmp/in_target.d."],
				exitCode: EXIT.failed,
				cause,
			});
		},
	);
	await mountInTree(tree, HOOKS_INSIDE, ["--bind", hooks]);
	const mounted = await mountNumber(tree, HOOKS_INSIDE);
	await mountInTree(tree, HOOKS_INSIDE, ["-o", "remount,bind,ro"]);
	try {
		await use();
	} finally {
		const place = await placeOfMount(mounted);
		if (place !== undefined) {
			await unmount(place);
			await rmdir(place).catch(() => {});
		}
		await removeEmptyFolder(tree, HOOKS_INSIDE);
	}
}

/** The command line that runs `argv` chrooted into `tree` with cwd `/`. */
export function chrootArgv(tree: string, argv: readonly string[]): string[] {
	return ["chroot", tree, ...argv];
}
