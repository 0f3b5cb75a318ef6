import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { runProgram } from "./run-program.js";

/** A folder in which whole Debian systems are built, with a home of its own. */
export interface DebianFolder {
	readonly folder: string;
	readonly env: NodeJS.ProcessEnv;
	/** Runs `disk-image-create -a amd64 -o IMAGE ARGS`, which has to succeed. */
	create(image: string, args: readonly string[], more?: NodeJS.ProcessEnv): Promise<void>;
	/** Boots `IMAGE.qcow2` to its login prompt. */
	boots(image: string, options?: readonly string[]): Promise<void>;
	remove(): void;
}

/** Makes the folder; the caller removes it. */
export function openDebianFolder(): DebianFolder {
	const folder = mkdtempSync("/var/tmp/debian-");
	// Programs that are not root go through it, as apt's do.
	chmodSync(folder, 0o755);
	const env: NodeJS.ProcessEnv = {
		...process.env,
		HOME: folder,
		TMPDIR: folder,
		XDG_STATE_HOME: join(folder, "state"),
		DIB_RELEASE: "bookworm",
		DIB_GRUB_TIMEOUT: "0",
	};
	return {
		folder,
		env,
		async create(image, args, more = {}) {
			const options = { cwd: folder, env: { ...env, ...more } };
			const built = await runProgram("disk-image-create", ["-a", "amd64", "-o", image, ...args], options);
			expect(built.code, built.stdout.slice(-3000) + built.stderr).toBe(0);
		},
		async boots(image, options = []) {
			const args = ["boot", join(folder, `${image}.qcow2`), "--until", "login: ", "--timeout", "300", ...options];
			const boot = await runProgram("diskwright", args, { env });
			expect(boot.code, boot.stdout.slice(-2000) + boot.stderr).toBe(0);
		},
		remove: () => rmSync(folder, { recursive: true, force: true }),
	};
}
