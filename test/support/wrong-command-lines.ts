/** A command line as people type it, with the answer of each program: the lines that say what is wrong. */
export interface WrongCommandLine {
	/** Assignments and arguments of `disk-image-create`. */
	readonly line: string;
	/** The line of diskimage-builder 3.13.0 that names the cause, and what it leaves behind or how it goes on. */
	readonly dib: string;
	readonly aside?: string;
	/** All of our answer; the folder of the caller is left out of paths. */
	readonly ours: readonly string[];
}

/**
 * Out of the contract's table of errors (§13). The elements `left` and `right` bring the same hook, `my-os` is a second
 * operating system.
 */
export const WRONG_COMMAND_LINES: readonly WrongCommandLine[] = [
	{
		line: "-o web",
		dib: "ERROR: At least one distribution root element must be specified",
		ours: [
			"ERROR: At least one distribution root element must be specified",
			"  → Name elements, an operating system among them: disk-image-create vm debian-minimal",
		],
	},
	{
		line: "--image-typ raw vm debian-minimal",
		dib: "unrecognized option '--image-typ'",
		ours: [
			"disk-image-create: unrecognized option '--image-typ'",
			"  → Did you mean -t?",
			"  → disk-image-create --help",
		],
	},
	{
		line: "vm debain-minimal",
		dib: "MissingElementException: Element 'debain-minimal' not found",
		aside: "last line of a traceback",
		ours: [
			"error: Element 'debain-minimal' not found",
			"  → Did you mean debian-minimal?",
			"  → Add the directory that holds it to ELEMENTS_PATH, or correct the name.",
		],
	},
	{
		line: "debian-minimal,vm",
		dib: "MissingElementException: Element 'debian-minimal,vm' not found",
		aside: "last line of a traceback",
		ours: [
			"error: Element 'debian-minimal,vm' not found",
			"  → Separate elements by blanks: debian-minimal vm",
			"  → Add the directory that holds it to ELEMENTS_PATH, or correct the name.",
		],
	},
	{
		line: "vm",
		dib: "MissingOSException: Please include an operating system element",
		aside: "last line of a traceback",
		ours: [
			"error: Please include an operating system element",
			"  → Ask for one of: debian-minimal, my-os, tiny-os, ubuntu, ubuntu-minimal.",
		],
	},
	{
		line: "vm block-device debian-minimal",
		dib: "MissingElementException: Element 'block-device' not found",
		aside: "last line of a traceback",
		ours: [
			"error: Element 'block-device' not found",
			"  → Ask for one of the elements that provide it: block-device-efi, block-device-gpt, block-device-mbr.",
		],
	},
	{
		line: "vm debian-minimal my-os",
		dib: "AlreadyProvidedException: operating-system: already provided by ['debian-minimal']",
		aside: "last line of a traceback; the other one is not named",
		ours: [
			"error: operating-system: already provided by debian-minimal, and my-os provides it too",
			"  → Keep one of the two: debian-minimal is asked for; my-os is asked for.",
		],
	},
	{
		line: "debian-minimal debian-minimal",
		dib: "AlreadyProvidedException: operating-system: already provided by ['debian-minimal']",
		aside: "last line of a traceback",
		ours: [
			"error: operating-system: already provided by debian-minimal, which is asked for twice",
			"  → Ask for debian-minimal once.",
		],
	},
	{
		line: "ELEMENTS_PATH=nowhere vm debian-minimal",
		dib: "InvalidElementDir: ELEMENTS_PATH entry 'nowhere' is not a directory",
		aside: "last line of a traceback",
		ours: [
			"error: ELEMENTS_PATH entry 'nowhere' is not a directory",
			"  at nowhere",
			"  → Correct the entry, or remove it from ELEMENTS_PATH.",
		],
	},
	{
		line: "-n -t qcow3 tiny-os",
		dib: "qemu-img: Unknown file format 'qcow3'",
		aside: "after the whole build; a tmpfs with the raw image stays mounted",
		ours: [
			"error: Output format 'qcow3' is not known",
			"  → Did you mean qcow or qcow2?",
			"  → Use one of: qcow2, raw, vmdk, vhd, vhdx, vdi, tar, tgz, squashfs, ext4, docker, aci, dir.",
		],
	},
	{
		line: "-n --image-size big tiny-os",
		dib: "ValueError: negative seek position -1",
		aside: "in a traceback, after all chroot phases",
		ours: [
			"error: --image-size is 'big', but must be a number greater than 0",
			"  → Give --image-size a number greater than 0.",
		],
	},
	{
		line: "-n -o no/such/image tiny-os",
		dib: "mv: cannot move '…/image0.raw' to 'no/such/image.raw-new': No such file or directory",
		aside: "after the whole build; a tmpfs with the raw image stays mounted",
		ours: ["error: The folder no/such for the image does not exist", "  → Make it: mkdir -p 'no/such'"],
	},
	{
		line: "DIB_BLOCK_DEVICE_CONFIG=file://disk.yaml -n tiny-os",
		dib: "cp: cannot stat 'disk.yaml': No such file or directory",
		aside: "above the usage of dib-block-device.py; status 2, two tmpfs stay mounted",
		ours: [
			"error: The block device configuration cannot be read: ENOENT: no such file or directory, open 'disk.yaml'",
			"  at disk.yaml",
			"  → Correct the path after file:// in DIB_BLOCK_DEVICE_CONFIG.",
		],
	},
	{
		line: "-n --root-label a-label-of-24-characters tiny-os",
		dib: "UnboundLocalError: cannot access local variable 'call_order' …",
		aside: "last line of a traceback, after all chroot phases",
		ours: [
			"error: Label [a-label-of-24-characters] too long for filesystem [ext4]: 24 > 16",
			"  → Give it a shorter label: in the layout; --root-label names the root file system where the layout does not.",
		],
	},
	{
		line: "-n tiny-os left right",
		dib: "There is a duplicated hook in your elements: /install.d/50-x",
		aside: "between other lines, during the build; no element is named",
		ours: [
			"error: There is a duplicated hook in your elements: elements/left/install.d/50-x and elements/right/install.d/50-x",
			"  → Rename one of the two files, or leave one of the elements out.",
		],
	},
];

/** The row of docs/compatibility.md. */
export function rowOf({ line, dib, aside, ours }: WrongCommandLine): string {
	const code = (text: string) => `\`${text.replaceAll("|", "\\|")}\``;
	const answer = ours.map((text) => code(text.trim())).join("<br>");
	return `| ${code(line)} | ${code(dib)}${aside ? ` (${aside})` : ""} | ${answer} |`;
}
