import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MkfsTrial } from "../core/disk/mkfs-trials.js";
import { UserError } from "../core/errors.js";
import { runTool } from "./run-tool.js";

/** What makes mkfs tell what it would do, and write nothing. Other types are not tried. */
const DRY: Readonly<Record<string, string>> = { ext2: "-n", ext3: "-n", ext4: "-n", xfs: "-N" };

/**
 * Asks mkfs whether it takes the options, which it would otherwise refuse only after all hooks. Throws UserError
 * `mkfs-options` with its words.
 */
export async function assertMkfsOptions(trials: readonly MkfsTrial[]): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), "mkfs-"));
	const disk = join(folder, "disk");
	try {
		for (const { name, type, opts, sizes } of trials) {
			const dry = DRY[type];
			if (dry === undefined || opts.length === 0) continue;
			let said = "";
			for (const size of sizes) {
				if (!makeSparse(disk, size)) continue;
				const { exitCode, stderr } = await runTool(["mkfs", "-t", type, dry, ...opts, disk], { accept: "any" });
				said = exitCode === 0 ? "" : reason(stderr, disk);
				if (exitCode === 0) break;
			}
			if (said === "") continue;
			throw new UserError({
				code: "mkfs-options",
				message: `mkfs.${type} does not take the options ${opts.join(" ")} of ${name}: ${said}`,
				next: ["Correct --mkfs-options, or opts: in the layout.", `See which there are: man mkfs.${type}`],
			});
		}
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** False where files cannot be as large: then the build tells. */
function makeSparse(file: string, bytes: number): boolean {
	try {
		writeFileSync(file, "");
		truncateSync(file, bytes);
		return true;
	} catch {
		return false;
	}
}

/** The first line that is neither a greeting nor usage. */
function reason(stderr: string, disk: string): string {
	const lines = stderr.split("\n").map((line) => line.replaceAll(disk, "the disk").trim());
	const telling = lines.filter((line) => line !== "" && !/^mke2fs \d|^usage:/i.test(line));
	return telling[0]?.replace(/^mkfs\.\w+: /, "") ?? "it gives no reason";
}
