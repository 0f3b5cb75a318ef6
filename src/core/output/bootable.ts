import type { Artifact } from "../run/build-state.js";
import { FORMATS, type OutputFormat } from "./output-formats.js";

/** The file that a boot test is given: the first disk, else a kernel, beside which its initramfs lies. */
export function bootableFile(artifacts: readonly Pick<Artifact, "path" | "format">[]): string | undefined {
	const isDisk = ({ format }: Pick<Artifact, "format">) => FORMATS[format as OutputFormat]?.from === "disk";
	const isKernel = ({ format }: Pick<Artifact, "format">) => format === "kernel" || format === "vmlinuz";
	return (artifacts.find(isDisk) ?? artifacts.find(isKernel))?.path;
}
