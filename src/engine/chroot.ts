import { existsSync } from "node:fs";
import { lstat, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EXIT, UserError } from "../core/errors.js";
import { runTool } from "../host/run-tool.js";
import { unmount } from "./mounts.js";

/** Where the hooks tree appears inside the image during chroot phases (contract §8.2). */
export const HOOKS_INSIDE = "/tmp/in_target.d";

/** Mounts proc, dev, dev/pts and a read-only sys below `tree` (contract §7.3, step 8). The mount points must exist. */
export async function mountKernelFileSystems(tree: string): Promise<void> {
	await runTool(["mount", "-t", "proc", "none", join(tree, "proc")]);
	await runTool(["mount", "--bind", "/dev", join(tree, "dev")]);
	await runTool(["mount", "-t", "devpts", "-o", await devptsOptions(), "devpts", join(tree, "dev/pts")]);
	await runTool(["mount", "-t", "sysfs", "-o", "ro", "sysfs", join(tree, "sys")]);
}

/** The options of the host's own devpts, so that terminals opened inside look as they do outside. */
async function devptsOptions(): Promise<string> {
	const table = await readFile("/proc/self/mounts", "utf8");
	const line = table.split("\n").find((entry) => entry.split(" ")[1] === "/dev/pts");
	const known = (line?.split(" ")[3] ?? "").split(",").filter((option) => /^(gid|mode|ptmxmode)=/.test(option));
	return known.length > 0 ? known.join(",") : "gid=5,mode=620";
}

/** Gives the tree the host's resolv.conf for the time of the build; the own one waits in `.ORIG` (contract §7.3, step 7). */
export async function borrowResolvConf(tree: string): Promise<void> {
	const own = join(tree, "etc/resolv.conf");
	if (await exists(own)) await rename(own, `${own}.ORIG`);
	const text = existsSync("/etc/resolv.conf") ? await readFile("/etc/resolv.conf", "utf8") : "nameserver 8.8.8.8\n";
	await writeFile(own, text, { mode: 0o644 });
}

/** Puts the image's own resolv.conf back; a link or an immutable file made during the build is kept (step 26a). */
export async function returnResolvConf(tree: string): Promise<void> {
	const own = join(tree, "etc/resolv.conf");
	const original = `${own}.ORIG`;
	const stat = await lstat(own).catch(() => undefined);
	if (stat?.isSymbolicLink() || (stat && (await isImmutable(own)))) {
		await rm(original, { force: true });
		return;
	}
	await rm(own, { force: true });
	if (await exists(original)) await rename(original, own);
}

async function isImmutable(file: string): Promise<boolean> {
	const { stdout, exitCode } = await runTool(["lsattr", "-d", "--", file], { accept: [0, 1] });
	return exitCode === 0 && (stdout.split(" ")[0] ?? "").includes("i");
}

/** Shows the hooks tree read-only inside the image while `use` runs (contract §8.2). Throws UserError without a /tmp. */
export async function withHooksInside(tree: string, hooks: string, use: () => Promise<void>): Promise<void> {
	const inside = join(tree, HOOKS_INSIDE);
	await mkdir(inside).catch((cause: Error) => {
		throw new UserError({
			code: "no-hooks-inside",
			message: `the hooks cannot be shown inside the image: ${cause.message}`,
			next: ["The image needs a folder /tmp during the build, and nothing of its own in /tmp/in_target.d."],
			exitCode: EXIT.failed,
			cause,
		});
	});
	await runTool(["mount", "--bind", hooks, inside]);
	await runTool(["mount", "-o", "remount,bind,ro", inside]);
	try {
		await use();
	} finally {
		await unmount(inside);
		await rm(inside, { recursive: true });
	}
}

/** The command line that runs `argv` chrooted into `tree` with cwd `/`. */
export function chrootArgv(tree: string, argv: readonly string[]): string[] {
	return ["chroot", tree, ...argv];
}

async function exists(path: string): Promise<boolean> {
	return (await lstat(path).catch(() => undefined)) !== undefined;
}
