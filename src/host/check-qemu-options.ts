import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../core/errors.js";
import { runTool } from "./run-tool.js";

/** What `qemu-img convert` is to be told: its word for the format, `-c` and the like, and all options with commas. */
export interface Conversion {
	readonly word: string;
	readonly flags: readonly string[];
	readonly options: string;
}

const SAMPLE_BYTES = 2 ** 20;

/**
 * Converts a small empty disk with the options that a user gave for qemu-img, which would refuse them only after the whole
 * build. Throws UserError `qemu-img-options` with its words.
 */
export async function assertQemuOptions(conversions: readonly Conversion[]): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), "qemu-img-"));
	try {
		const disk = join(folder, "disk");
		writeFileSync(disk, "");
		truncateSync(disk, SAMPLE_BYTES);
		for (const { word, flags, options } of conversions) {
			const target = join(folder, word);
			const argv = ["qemu-img", "convert", ...flags, "-f", "raw", "-O", word, "-o", options, disk, target];
			const { exitCode, stderr } = await runTool(argv, { accept: "any" });
			if (exitCode === 0) continue;
			const said = stderr.trim().split("\n").at(-1) ?? "";
			throw new UserError({
				code: "qemu-img-options",
				message: `qemu-img does not take the options ${options} (--qemu-img-options) for ${word}: ${said.replaceAll(`${target}: `, "")}`,
				next: [`See which there are: qemu-img create -f ${word} -o help`],
			});
		}
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
