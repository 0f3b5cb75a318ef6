import { runWriter } from "./run-writer.js";
import type { OutputWriter } from "./writer.js";
import { writeZlibQcow2 } from "./zlib-qcow2.js";

/**
 * A format of `qemu-img convert`, by its word there. The user's own options go to every one of them (contract §10.3).
 */
export function qemuImg(word: string): OutputWriter {
	return {
		from: "disk",
		async write(job) {
			const { qemuImgOptions } = job.plan.settings;
			await runWriter(convert(word, [], qemuImgOptions ? [qemuImgOptions] : [], job), job);
		},
	};
}

/**
 * zstd needs QEMU 5.1 to read, is six times faster than zlib and a little smaller. Clusters are compressed by all processors
 * only where they may be written in any order (-W), which is never the same twice. zlib is our own, unless options ask for
 * what only qemu-img knows.
 */
export const qcow2: OutputWriter = {
	from: "disk",
	async write(job) {
		const { compression, qemuImgOptions } = job.plan.settings;
		if (compression === "zlib" && !qemuImgOptions) return writeZlibQcow2(job);
		const options = [
			...(compression === "zstd" ? ["compression_type=zstd"] : []),
			...(qemuImgOptions ? [qemuImgOptions] : []),
		];
		await runWriter(
			convert("qcow2", compression === "none" ? [] : job.identity ? ["-c"] : ["-c", "-W"], options, job),
			job,
		);
	},
};

/**
 * A dynamic VHD. DIB makes it with vhd-util, so options for qemu-img are none of its business; `force_size` keeps the disk
 * at its size instead of rounding it to a geometry, which would part a GPT from its backup.
 */
export const vhd: OutputWriter = {
	from: "disk",
	write: (job) => runWriter(convert("vpc", [], ["subformat=dynamic,force_size=on"], job), job),
};

function convert(
	word: string,
	flags: readonly string[],
	options: readonly string[],
	{ image, target }: { readonly image: string; readonly target: string },
): string[] {
	const given = options.length > 0 ? ["-o", options.join(",")] : [];
	return ["qemu-img", "convert", "-p", ...flags, "-f", "raw", "-O", word, ...given, image, target];
}
