import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, copyFile, mkdir, readFile, realpath, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { EXIT, UserError } from "../../core/errors.js";
import { binfmtRegistration } from "../../core/host/architecture.js";
import { quoteWord } from "../../core/text/quote-shell.js";
import { findTool } from "../../host/find-tool.js";
import { runTool } from "../../host/run-tool.js";
import { unmount } from "../tree/unmount.js";
import type { Scope } from "../work/scope.js";

export interface EmulationOptions {
	/** Of the image. */
	readonly architecture: string;
	/** Program of qemu-user, linked statically. */
	readonly emulator: string;
	/** Made for this; takes the programs that are stood in for. */
	readonly folder: string;
	readonly scope: Scope;
}

/** Programs that start what is inside an image. */
const STARTERS = ["chroot", "mmdebstrap"] as const;
type Starter = (typeof STARTERS)[number];

/**
 * Lets the programs of an image for another processor run in this build, and nowhere else. The kernel looks for
 * interpreters in the table of the user namespace that a process is in (Linux 6.7): a namespace with all users of this
 * one gets a table that names qemu-user, and what enters images is started in that namespace. To that end other programs
 * stand before `chroot` and `mmdebstrap` in this mount namespace, where every caller finds them, whatever its PATH.
 * Namespace, table and mounts end with the sandbox; the host's own table is not touched.
 */
export async function openEmulation({ architecture, emulator, folder, scope }: EmulationOptions): Promise<void> {
	const interpreter = findTool(emulator);
	if (!interpreter) throw cannot(`${emulator} is not installed`, "diskwright doctor shows the cure.");
	const holder = await holdNamespace();
	scope.defer("the namespace of the emulator", () => (holder.kill() ? once(holder, "exit") : undefined));
	await register(holder.pid as number, binfmtRegistration(architecture, interpreter));
	await mkdir(folder);
	for (const name of STARTERS) {
		const program = findTool(name);
		if (program)
			await standIn(await realpath(program), { name, namespace: `/proc/${holder.pid}/ns/user`, folder, scope });
	}
}

/** A process that does nothing in user and mount namespaces of its own; it ends when its input does. */
async function holdNamespace(): Promise<ChildProcess> {
	const waits = ["sh", "-c", "echo there && exec cat"];
	const holder = spawn("unshare", ["--user", "--mount", "--propagation", "private", ...waits], {
		stdio: ["pipe", "pipe", "ignore"],
	});
	const { done } = await holder.stdout.iterator({ destroyOnReturn: false }).next();
	if (done) throw cannot("the kernel gives it no user namespace", "Look at: sysctl user.max_user_namespaces");
	// The same users inside as outside: files of the image keep their owners.
	for (const map of ["uid_map", "gid_map"]) {
		const ranges = (await readFile(`/proc/self/${map}`, "utf8")).trim().split("\n");
		const same = ranges.map((line) => line.trim().split(/\s+/)).map(([first, , count]) => `${first} ${first} ${count}`);
		await writeFile(`/proc/${holder.pid}/${map}`, same.join("\n"));
	}
	return holder;
}

function cannot(why: string, next: string): UserError {
	return new UserError({
		code: "no-emulation",
		message: `this build cannot run the programs of its image: ${why}`,
		next: [next],
		exitCode: EXIT.host,
	});
}

const TABLE = "/proc/sys/fs/binfmt_misc";

async function register(holder: number, line: string): Promise<void> {
	const script = `mount -t binfmt_misc binfmt_misc ${TABLE} && printf %s "$1" >${TABLE}/register`;
	await runTool(["nsenter", `--target=${holder}`, "--user", "--mount", "sh", "-c", script, "register", line]);
}

async function standIn(
	program: string,
	{ name, namespace, folder, scope }: Pick<EmulationOptions, "folder" | "scope"> & { name: Starter; namespace: string },
): Promise<void> {
	if (basename(program) !== name) {
		throw cannot(
			`${name} is part of ${program}, with other programs`,
			`Install a ${name} of its own: coreutils has one.`,
		);
	}
	const real = join(folder, name);
	const script = join(folder, `${name}.sh`);
	await copyFile(program, real);
	await writeFile(script, starterScript(name, namespace, real));
	await chmod(script, 0o755);
	await runTool(["mount", "--no-mtab", "--bind", script, program]);
	scope.defer(`the stand-in for ${name}`, () => unmount(program));
}

/** What stands before a starter: the real one, in the emulator's namespace. mmdebstrap mounts, so it gets mounts of its own. */
export function starterScript(name: Starter, namespace: string, real: string): string {
	const mounts = name === "mmdebstrap";
	return `#!/bin/bash
# The programs of this build's image run where the kernel knows their emulator.
set -eu
if [ ! /proc/self/ns/user -ef ${namespace} ]; then
    exec nsenter --user=${namespace} ${mounts ? "unshare --mount --propagation private " : ""}"$0" "$@"
fi
${mounts ? `mount -t binfmt_misc binfmt_misc ${TABLE}\n` : ""}exec ${quoteWord(real)} "$@"
`;
}
