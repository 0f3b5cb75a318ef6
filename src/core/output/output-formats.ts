import { UserError } from "../errors.js";
import { nearest } from "../text/suggest.js";

interface FormatFacts {
	/** Made of the raw disk image, or of the finished tree before that image is complete (contract §10.2, §10.3). */
	readonly from: "disk" | "tree";
	/** For whom it is, in a few words. */
	readonly meaning: string;
	/** What follows the name of the image and a dot. */
	readonly suffix: string;
	/** Programs that write it, beyond those every build needs. */
	readonly tools: readonly string[];
}

const disk = (suffix: string, meaning: string, ...tools: string[]) =>
	({ from: "disk", suffix, meaning, tools }) as const;
const tree = (suffix: string, meaning: string, ...tools: string[]) =>
	({ from: "tree", suffix, meaning, tools }) as const;

/** The formats that help texts name, in their order (contract §10.1). */
const NAMED = {
	qcow2: disk("qcow2", "for QEMU, KVM and OpenStack", "qemu-img"),
	raw: disk("raw", "the disk byte for byte"),
	vmdk: disk("vmdk", "for VMware", "qemu-img"),
	vhd: disk("vhd", "for Xen and Hyper-V", "qemu-img"),
	vhdx: disk("vhdx", "for Hyper-V", "qemu-img"),
	vdi: disk("vdi", "for VirtualBox", "qemu-img"),
	tar: tree("tar", "archive of the tree"),
	tgz: tree("tgz", "archive of the tree, compressed"),
	squashfs: tree("squash", "read-only file system", "mksquashfs"),
	ext4: tree("ext4", "one file system, no partitions", "mkfs.ext4"),
	docker: tree("docker.tar", "archive for docker load"),
	aci: tree("aci", "app container image"),
	dir: tree("dir", "the tree itself"),
} as const;

/** More words that `qemu-img convert -O` knows; DIB hands them on. */
const OF_QEMU_IMG = {
	vpc: disk("vpc", "as qemu-img makes it", "qemu-img"),
	qed: disk("qed", "as qemu-img makes it", "qemu-img"),
	qcow: disk("qcow", "as qemu-img makes it", "qemu-img"),
	parallels: disk("parallels", "as qemu-img makes it", "qemu-img"),
} as const;

/** A word for `-t`. */
export type OutputFormat = keyof typeof NAMED | keyof typeof OF_QEMU_IMG;

/** Every format that can be written. */
export const FORMATS: Readonly<Record<OutputFormat, FormatFacts>> = { ...NAMED, ...OF_QEMU_IMG };

/** The formats that people are told of. */
export const OUTPUT_FORMATS = Object.keys(NAMED) as readonly (keyof typeof NAMED)[];

/** How diskimage-builder, which does not know it, says compression of qcow2 by zstd: an option of qemu-img. */
export const ZSTD = { name: "compression_type", value: "zstd" } as const;
export const ZSTD_OPTION = `${ZSTD.name}=${ZSTD.value}`;

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
