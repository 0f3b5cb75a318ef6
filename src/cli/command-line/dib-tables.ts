import type { NamedOption } from "../../core/dib/option.js";
import { DIB_OPTIONS } from "../../core/dib/options.js";
import type { ArgumentRow, CommandTable, OptionRow } from "./command-table.js";

const HELP: OptionRow = { flags: ["-h", "--help"], meaning: "show this text" };
const ELEMENTS: ArgumentRow = { name: "ELEMENT", kind: "element", meaning: "elements to build from", repeated: true };

/** Switches of one letter stand first, -h and --version last. */
const isShort = ({ flags }: NamedOption) => flags.length === 1 && !flags[0].startsWith("--");
const BUILD_ROWS = [...DIB_OPTIONS.filter(isShort), ...DIB_OPTIONS.filter((row) => !isShort(row))];

const optionRow = ({ flags, value, completes, choices, meaning = "" }: NamedOption): OptionRow => ({
	flags,
	...(value ? { value, ...(completes ? { kind: completes } : {}), ...(choices ? { choices } : {}) } : {}),
	meaning,
});

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
	options: BUILD_ROWS.map(optionRow),
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
	options: BUILD_ROWS.filter(({ diskImagesOnly }) => !diskImagesOnly).map(optionRow),
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
