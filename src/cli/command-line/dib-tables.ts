import { OUTPUT_FORMATS } from "../../core/output/output-formats.js";
import { COMPRESSIONS } from "../../core/planning/build-options.js";
import type { ArgumentRow, CommandTable, OptionRow } from "./command-table.js";

const HELP: OptionRow = { flags: ["-h", "--help"], meaning: "show this text" };
const ELEMENTS: ArgumentRow = { name: "ELEMENT", kind: "element", meaning: "elements to build from", repeated: true };

/** The options of DIB's build command (contract §2.2). */
const BUILD_OPTIONS: readonly OptionRow[] = [
	{
		flags: ["-a"],
		value: "ARCH",
		kind: "architecture",
		meaning: "architecture of the image; the host's own by default",
	},
	{ flags: ["-o"], value: "NAME", kind: "text", meaning: "name of the image file, without suffix (image)" },
	{
		flags: ["-t"],
		value: "TYPE[,TYPE...]",
		kind: "formats",
		meaning: `output formats: ${OUTPUT_FORMATS.join(", ")} (qcow2)`,
	},
	{ flags: ["-x"], meaning: "trace hooks; -x -x traces more" },
	{ flags: ["-u"], meaning: "do not compress the qcow2 image" },
	{ flags: ["-c"], meaning: "clear the environment before the build; PATH, HOME, proxies and DIB_* stay" },
	{ flags: ["-n"], meaning: "leave out the element base" },
	{
		flags: ["-p"],
		value: "PACKAGE[,PACKAGE...]",
		kind: "text",
		meaning: "packages to install in addition; may be repeated",
	},
	{ flags: ["--checksum"], meaning: "write MD5 and SHA-256 files beside the image" },
	{ flags: ["--image-size"], value: "N", kind: "text", meaning: "size of the disk in GiB" },
	{ flags: ["--image-extra-size"], value: "N", kind: "text", meaning: "MiB to add to the content's size" },
	{ flags: ["--image-cache"], value: "DIR", kind: "folder", meaning: "folder for downloads (~/.cache/image-create)" },
	{
		flags: ["--max-online-resize"],
		value: "N",
		kind: "text",
		meaning: "blocks up to which the root file system can grow online",
	},
	{ flags: ["--mkfs-journal-size"], value: "N", kind: "text", meaning: "journal of an ext4 root in MiB (64)" },
	{ flags: ["--mkfs-options"], value: "STRING", kind: "text", meaning: "options for mkfs of the root file system" },
	{
		flags: ["--min-tmpfs"],
		value: "N",
		kind: "text",
		meaning: "build in memory when the host has twice as many GiB (2)",
	},
	{ flags: ["--no-tmpfs"], meaning: "do not build in memory" },
	{ flags: ["--offline"], meaning: "use what is cached, do not ask the network" },
	{ flags: ["--qemu-img-options"], value: "STRING", kind: "text", meaning: "passed to qemu-img convert -o" },
	{
		flags: ["--qcow2-compression"],
		value: "KIND",
		kind: "choice",
		choices: COMPRESSIONS,
		meaning: "zlib, zstd (needs qemu 5.1) or none (zlib)",
	},
	{ flags: ["--root-label"], value: "LABEL", kind: "text", meaning: "label of the root file system (cloudimg-rootfs)" },
	{
		flags: ["--ramdisk-element"],
		value: "ELEMENT",
		kind: "element",
		meaning: "element that makes the ramdisk (ramdisk)",
	},
	{
		flags: ["--install-type"],
		value: "TYPE",
		kind: "choice",
		choices: ["source", "package"],
		meaning: "default install type (source)",
	},
	{
		flags: ["--docker-target"],
		value: "NAME",
		kind: "text",
		meaning: "repository and tag of a docker archive, as in me/image:1.0",
	},
	{
		flags: ["--logfile"],
		value: "FILE",
		kind: "file",
		meaning: "write the log to FILE, nothing to standard output unless DIB_QUIET=0",
	},
	{
		flags: ["--progress"],
		value: "KIND",
		kind: "choice",
		choices: ["auto", "plain", "ndjson", "quiet"],
		meaning: "auto, plain, ndjson or quiet (plain)",
	},
	{ flags: ["--yes"], meaning: "accepted for symmetry with diskwright; nothing is asked here" },
	{ flags: ["-h", "--help"], meaning: "this text" },
	{ flags: ["--version"], meaning: "print the version" },
];

const BUILD_ENVIRONMENT = [
	["ELEMENTS_PATH", "folders with elements, separated by colons; the built-in ones come last"],
	["DIB_RELEASE", "release of the operating system"],
	["DIB_QUIET", "1: no log on standard output; 0: always"],
	["DIB_NO_TIMESTAMP", "1: no time before each line"],
	["TMPDIR, TMP_DIR", "folder for temporary files (/tmp)"],
] as const;

export const DISK_IMAGE_CREATE: CommandTable = {
	name: "disk-image-create",
	about: "Builds a disk image out of elements; at least one must be an operating system.",
	usage: "[OPTION]... ELEMENT...",
	options: BUILD_OPTIONS,
	arguments: [ELEMENTS],
	commands: [],
	environment: BUILD_ENVIRONMENT,
	examples: ["disk-image-create -a amd64 -o debian vm debian-minimal"],
};

/** -n and -p are for disk images alone (contract §2.3). */
export const RAMDISK_IMAGE_CREATE: CommandTable = {
	...DISK_IMAGE_CREATE,
	name: "ramdisk-image-create",
	about: "Builds a kernel and a ramdisk out of elements; at least one must be an operating system.",
	options: BUILD_OPTIONS.filter(({ flags }) => !flags.includes("-n") && !flags.includes("-p")),
	examples: ["ramdisk-image-create -a amd64 -o deploy ramdisk debian-minimal"],
};

export const DISKIMAGE_BUILDER: CommandTable = {
	name: "diskimage-builder",
	about: "Builds the images of YAML lists, one after the other.",
	usage: "[-h] [--dry-run] [--stop-on-failure] FILE...",
	options: [
		{ flags: ["--dry-run"], meaning: "print the commands, build nothing" },
		{ flags: ["--stop-on-failure"], meaning: "stop at the first image that cannot be built" },
		HELP,
	],
	arguments: [{ name: "FILE", kind: "file", meaning: "lists of images", repeated: true }],
	commands: [],
};

export const ELEMENT_INFO: CommandTable = {
	name: "element-info",
	about: `Shows which elements a list of elements resolves to. ELEMENTS_PATH says where elements are
looked for; without it, the built-in ones are taken.`,
	usage: "[-h] [--env] ELEMENT...",
	options: [
		{
			flags: ["-e", "--env"],
			meaning: "print shell code that sets IMAGE_ELEMENT, IMAGE_ELEMENT_YAML and\nget_image_element_array",
		},
		HELP,
	],
	arguments: [{ ...ELEMENTS, meaning: "elements to resolve" }],
	commands: [],
};

export const DIB_LINT: CommandTable = {
	name: "dib-lint",
	about: `Looks for mistakes in the elements below diskimage_builder/elements of the current directory;
ELEMENTS_DIR names another folder. diskwright lint takes any elements.`,
	usage: "",
	options: [],
	arguments: [],
	commands: [],
};

const step = (name: string, about: string, args: readonly ArgumentRow[] = []): CommandTable => ({
	name: `dib-block-device ${name}`,
	about,
	usage: args.map((argument) => argument.name).join(" "),
	options: [],
	arguments: args,
	commands: [],
});

const SYMBOLS = [
	...["root-label", "root-fstype", "boot-label", "mount-points"],
	...["image-path", "image-block-device", "image-block-devices"],
];

export const DIB_BLOCK_DEVICE: CommandTable = {
	name: "dib-block-device",
	about: `Makes the disks of an image step by step. FILE holds the parameters that a build writes, and
defaults to DIB_BLOCK_DEVICE_PARAMS_YAML.`,
	usage: "[-h] [--params FILE] COMMAND",
	options: [{ flags: ["--params"], value: "FILE", kind: "file", meaning: "parameters of the build" }, HELP],
	arguments: [],
	commands: [
		step("init", "read the configuration"),
		step(
			"getval",
			`print a value: root-label, root-fstype, boot-label, mount-points; once the
devices exist, image-path, image-block-device, image-block-devices`,
			[{ name: "SYMBOL", kind: "choice", choices: SYMBOLS, meaning: "name of the value", repeated: false }],
		),
		step("create", "make images, partitions and file systems, and mount them"),
		step("writefstab", "write etc/fstab of the finished tree"),
		step("umount", "unmount everything and free the devices; the images stay"),
		step("cleanup", "forget the devices after umount"),
		step("delete", "like umount and cleanup, and remove the images"),
	],
};
