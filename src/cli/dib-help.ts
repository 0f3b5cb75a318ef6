import { OUTPUT_FORMATS } from "../core/output-formats.js";

/** The text of `-h` (contract §2.2); -n and -p are left out for ramdisks (§2.3). */
export function dibHelp(program: "disk-image-create" | "ramdisk-image-create"): string {
	const ramdisk = program === "ramdisk-image-create";
	const rows = OPTIONS.filter(([option]) => !ramdisk || !/^-[np] ?/.test(option));
	const width = Math.max(...rows.map(([option]) => option.length));
	return [
		`Usage: ${program} [OPTION]... ELEMENT...`,
		"",
		`Builds ${ramdisk ? "a kernel and a ramdisk" : "a disk image"} out of elements; at least one must be an operating system.`,
		"",
		"Options:",
		...rows.map(([option, meaning]) => `  ${option.padEnd(width)}  ${meaning}`),
		"",
		"Environment:",
		"  ELEMENTS_PATH      folders with elements, separated by colons; the built-in ones come last",
		"  DIB_RELEASE        release of the operating system",
		"  DIB_QUIET          1: no log on standard output; 0: always",
		"  DIB_NO_TIMESTAMP   1: no time before each line",
		"  TMPDIR, TMP_DIR    folder for temporary files (/tmp)",
		"",
		"Example:",
		ramdisk
			? `  ${program} -a amd64 -o deploy ramdisk debian-minimal`
			: `  ${program} -a amd64 -o debian vm debian-minimal`,
		"",
	].join("\n");
}

const OPTIONS: readonly (readonly [option: string, meaning: string])[] = [
	["-a ARCH", "architecture of the image; the host's own by default"],
	["-o NAME", "name of the image file, without suffix (image)"],
	["-t TYPE[,TYPE...]", `output formats: ${OUTPUT_FORMATS.join(", ")} (qcow2)`],
	["-x", "trace hooks; -x -x traces more"],
	["-u", "do not compress the qcow2 image"],
	["-c", "clear the environment before the build; PATH, HOME, proxies and DIB_* stay"],
	["-n", "leave out the element base"],
	["-p PACKAGE[,PACKAGE...]", "packages to install in addition; may be repeated"],
	["--checksum", "write MD5 and SHA-256 files beside the image"],
	["--image-size N", "size of the disk in GiB"],
	["--image-extra-size N", "MiB to add to the content's size"],
	["--image-cache DIR", "folder for downloads (~/.cache/image-create)"],
	["--max-online-resize N", "blocks up to which the root file system can grow online"],
	["--mkfs-journal-size N", "journal of an ext4 root in MiB (64)"],
	["--mkfs-options STRING", "options for mkfs of the root file system"],
	["--min-tmpfs N", "build in memory when the host has twice as many GiB (2)"],
	["--no-tmpfs", "do not build in memory"],
	["--offline", "use what is cached, do not ask the network"],
	["--qemu-img-options STRING", "passed to qemu-img convert -o"],
	["--qcow2-compression KIND", "zlib, zstd (needs qemu 5.1) or none (zlib)"],
	["--root-label LABEL", "label of the root file system (cloudimg-rootfs)"],
	["--ramdisk-element ELEMENT", "element that makes the ramdisk (ramdisk)"],
	["--install-type TYPE", "default install type (source)"],
	["--docker-target NAME", "repository and tag of a docker archive, as in me/image:1.0"],
	["--logfile FILE", "write the log to FILE, nothing to standard output unless DIB_QUIET=0"],
	["--progress KIND", "auto, plain, ndjson or quiet (plain)"],
	["--yes", "accepted for symmetry with diskwright; nothing is asked here"],
	["-h, --help", "this text"],
	["--version", "print the version"],
];
