import { UserError } from "./errors.js";
import { nearest } from "./suggest.js";

interface FormatFacts {
	/** Made of the raw disk image, or of the finished tree before that image is complete (contract §10.2, §10.3). */
	readonly from: "disk" | "tree";
	/** What follows the name of the image and a dot. */
	readonly suffix: string;
	/** Programs that write it, beyond those every build needs. */
	readonly tools: readonly string[];
}

const disk = (suffix: string, ...tools: string[]) => ({ from: "disk", suffix, tools }) as const;
const tree = (suffix: string, ...tools: string[]) => ({ from: "tree", suffix, tools }) as const;

/** The formats that help texts name, in their order (contract §10.1). */
const NAMED = {
	qcow2: disk("qcow2", "qemu-img"),
	raw: disk("raw"),
	vmdk: disk("vmdk", "qemu-img"),
	vhd: disk("vhd", "qemu-img"),
	vhdx: disk("vhdx", "qemu-img"),
	vdi: disk("vdi", "qemu-img"),
	tar: tree("tar"),
	tgz: tree("tgz"),
	squashfs: tree("squash", "mksquashfs"),
	ext4: tree("ext4", "mkfs.ext4"),
	docker: tree("docker.tar"),
	aci: tree("aci"),
	dir: tree("dir"),
} as const;

/** More words that `qemu-img convert -O` knows; DIB hands them on. */
const OF_QEMU_IMG = {
	vpc: disk("vpc", "qemu-img"),
	qed: disk("qed", "qemu-img"),
	qcow: disk("qcow", "qemu-img"),
	parallels: disk("parallels", "qemu-img"),
} as const;

/** A word for `-t`. */
export type OutputFormat = keyof typeof NAMED | keyof typeof OF_QEMU_IMG;

/** Every format that can be written. */
export const FORMATS: Readonly<Record<OutputFormat, FormatFacts>> = { ...NAMED, ...OF_QEMU_IMG };

/** The formats that people are told of. */
export const OUTPUT_FORMATS = Object.keys(NAMED) as readonly (keyof typeof NAMED)[];

/** Formats out of `-t` arguments: separated by commas or blanks, without repetitions. Throws UserError. */
export function parseFormats(text: string, from: string): OutputFormat[] {
	const words = [...new Set(text.split(/[,\s]+/).filter(Boolean))];
	const unknown = words.find((word) => !Object.hasOwn(FORMATS, word));
	if (unknown !== undefined || words.length === 0) {
		const near = unknown === undefined ? [] : nearest(unknown, Object.keys(FORMATS));
		throw new UserError({
			code: "unknown-format",
			message: words.length === 0 ? `${from} names no output format` : `Output format '${unknown}' is not known`,
			next: [
				...(near.length > 0 ? [`Did you mean ${near.join(" or ")}?`] : []),
				`Use one of: ${OUTPUT_FORMATS.join(", ")}.`,
			],
		});
	}
	return words as OutputFormat[];
}

/** Whether a build in these formats makes a disk image at all. */
export function needsDisk(formats: Iterable<OutputFormat>): boolean {
	return [...formats].some((format) => FORMATS[format].from === "disk");
}
