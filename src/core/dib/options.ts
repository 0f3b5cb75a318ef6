import { resolve } from "node:path";
import * as z from "zod";
import { OUTPUT_FORMATS, parseFormats, ZSTD_OPTION } from "../output/output-formats.js";
import {
	blocks,
	COMPRESSIONS,
	checksums,
	imageExtraSize,
	imageSize,
	notNegative,
	parseCompression,
	positiveWhole,
} from "../planning/build-options.js";
import { type DibOption, listed, type NamedOption } from "./option.js";

const ARCHITECTURES = [
	...["aarch64", "amd64", "arm64", "armhf", "powerpc"],
	...["ppc64", "ppc64el", "ppc64le", "s390x", "x86_64"],
] as const;
const TYPES = ["qcow2", "tar", "tgz", "squashfs", "vhd", "docker", "aci", "raw"] as const;
const INSTALL_TYPES = ["source", "package"] as const;

/** A text where the list has `2.0`, which counts as whole and is handed on as it is. */
const count = z
	.number()
	.int("must be a whole number")
	.min(1, "must be 1 or more")
	.transform((value): number | string => value);

/**
 * The keys of DIB's image lists with the options of `disk-image-create` that they stand for (contract §2.2, §2.4), in the
 * order in which they become arguments. Out of it: the parser, help, completion, the format of lists, import and export.
 */
const LIST_KEYS = {
	imagename: listed(z.string(), {
		flags: ["-o"],
		value: "NAME",
		completes: "text",
		meaning: "name of the image file, without suffix (image)",
		hints: ["image-name", "name", "output"],
		variable: "IMAGE_NAME",
		take: ({ options }, name) => (options.imageName = name),
	}),
	arch: listed(z.enum(ARCHITECTURES), {
		flags: ["-a"],
		value: "ARCH",
		completes: "architecture",
		meaning: "architecture of the image; the host's own by default",
		hints: ["architecture"],
		variable: "ARCH",
		take: ({ options }, name) => (options.architecture = name),
	}),
	types: listed(z.array(z.enum(TYPES)), {
		flags: ["-t"],
		value: "TYPE[,TYPE...]",
		completes: "formats",
		meaning: `output formats: ${OUTPUT_FORMATS.join(", ")} (qcow2)`,
		hints: ["type", "image-type", "format"],
		resets: { variable: "IMAGE_TYPES", array: "always" },
		take: ({ options }, words) => (options.formats = parseFormats(words, "-t")),
	}),
	environment: listed(z.record(z.string(), z.string())),
	ramdisk: listed(z.boolean()),
	"debug-trace": listed(z.union([z.literal(0), z.literal(1), z.literal(2)]), {
		flags: ["-x"],
		meaning: "trace hooks; -x -x traces more",
		hints: ["trace", "debug", "verbose"],
		kept: ["DIB_DEBUG_TRACE", ({ debugTrace }) => String(debugTrace)],
		take: ({ settings }) => settings.debugTrace++,
	}),
	uncompressed: listed(z.boolean(), {
		flags: ["-u"],
		meaning: "do not compress the qcow2 image",
		hints: ["no-compress"],
		take: ({ settings }) => (settings.compression = "none"),
	}),
	clear: listed(z.boolean(), {
		flags: ["-c"],
		meaning: "clear the environment before the build; PATH, HOME, proxies and DIB_* stay",
		hints: ["clear-env"],
	}),
	logfile: listed(z.string(), {
		flags: ["--logfile"],
		value: "FILE",
		completes: "file",
		meaning: "write the log to FILE, nothing to standard output unless DIB_QUIET=0",
		hints: ["log"],
		resets: { variable: "LOGFILE" },
		take: (build, file) => (build.logFile = file),
	}),
	checksum: listed(z.boolean(), {
		flags: ["--checksum"],
		meaning: "write MD5 and SHA-256 files beside the image",
		take: ({ settings }) => (settings.checksums = checksums("1")),
	}),
	"image-size": listed(count, {
		flags: ["--image-size"],
		value: "N",
		completes: "text",
		meaning: "size of the disk in GiB",
		hints: ["size"],
		variable: "DIB_IMAGE_SIZE",
		take: ({ settings }, size) => (settings.imageSize = imageSize(size, "--image-size")),
	}),
	"image-extra-size": listed(count, {
		flags: ["--image-extra-size"],
		value: "N",
		completes: "text",
		meaning: "MiB to add to the content's size",
		added: true,
		variable: "DIB_IMAGE_EXTRA_SIZE",
		kept: ["DIB_IMAGE_EXTRA_SIZE", ({ imageExtraSize }) => text(imageExtraSize)],
		take: ({ settings }, size) => (settings.imageExtraSize = imageExtraSize(size, "--image-extra-size")),
	}),
	"image-cache": listed(z.string(), {
		flags: ["--image-cache"],
		value: "DIR",
		completes: "folder",
		meaning: "folder for downloads (~/.cache/image-create)",
		hints: ["cache"],
		variable: "DIB_IMAGE_CACHE",
		kept: ["DIB_IMAGE_CACHE", ({ imageCache }) => imageCache],
		take: ({ settings, cwd }, folder) => (settings.imageCache = resolve(cwd, folder)),
	}),
	"max-online-resize": listed(count, {
		flags: ["--max-online-resize"],
		value: "N",
		completes: "text",
		meaning: "blocks up to which the root file system can grow online",
		variable: "MAX_ONLINE_RESIZE",
		kept: ["MAX_ONLINE_RESIZE", ({ maxOnlineResize }) => maxOnlineResize],
		take: ({ settings }, number) => (settings.maxOnlineResize = blocks(number, "--max-online-resize")),
	}),
	"min-tmpfs": listed(count, {
		flags: ["--min-tmpfs"],
		value: "N",
		completes: "text",
		meaning: "build in memory when the host has twice as many GiB (2)",
		variable: "DIB_MIN_TMPFS",
		kept: ["DIB_MIN_TMPFS", ({ minTmpfs }) => String(minTmpfs)],
		take: ({ settings }, number) => (settings.minTmpfs = notNegative(number, "--min-tmpfs")),
	}),
	"mkfs-journal-size": listed(count, {
		flags: ["--mkfs-journal-size"],
		value: "N",
		completes: "text",
		meaning: "journal of an ext4 root in MiB (64)",
		added: true,
		variable: "DIB_JOURNAL_SIZE",
		take: ({ settings }, size) => (settings.journalSize = positiveWhole(size, "--mkfs-journal-size")),
	}),
	"mkfs-options": listed(z.string(), {
		flags: ["--mkfs-options"],
		value: "STRING",
		completes: "text",
		meaning: "options for mkfs of the root file system",
		variable: "MKFS_OPTS",
		onlyByKey: "MKFS_OPTS",
		take: ({ settings }, options) => (settings.mkfsOptions = options),
	}),
	"no-tmpfs": listed(z.boolean(), {
		flags: ["--no-tmpfs"],
		meaning: "do not build in memory",
		kept: ["DIB_NO_TMPFS", ({ tmpfs }) => (tmpfs ? undefined : "1")],
		take: ({ settings }) => (settings.tmpfs = false),
	}),
	offline: listed(z.boolean(), {
		flags: ["--offline"],
		meaning: "use what is cached, do not ask the network",
		take: ({ settings }) => (settings.offline = true),
	}),
	"qemu-img-options": listed(z.record(z.string(), z.string()), {
		flags: ["--qemu-img-options"],
		value: "STRING",
		completes: "text",
		meaning: "passed to qemu-img convert -o",
		variable: "QEMU_IMG_OPTIONS",
		kept: ["QEMU_IMG_OPTIONS", ({ qemuImgOptions }) => withoutZstd(qemuImgOptions)],
		take: ({ settings }, options) => (settings.qemuImgOptions = options),
	}),
	"root-label": listed(z.string(), {
		flags: ["--root-label"],
		value: "LABEL",
		completes: "text",
		meaning: "label of the root file system (cloudimg-rootfs)",
		hints: ["label"],
		variable: "ROOT_LABEL",
		take: ({ settings }, label) => (settings.rootLabel = label),
	}),
	"ramdisk-element": listed(z.string(), {
		flags: ["--ramdisk-element"],
		value: "ELEMENT",
		completes: "element",
		meaning: "element that makes the ramdisk (ramdisk)",
		variable: "RAMDISK_ELEMENT",
		take: ({ settings, options }, element) => {
			if (settings.ramdisk) options.ramdiskElement = element;
		},
	}),
	"install-type": listed(z.enum(INSTALL_TYPES), {
		flags: ["--install-type"],
		value: "TYPE",
		completes: "choice",
		choices: INSTALL_TYPES,
		meaning: "default install type (source)",
		kept: ["DIB_DEFAULT_INSTALLTYPE", ({ installType }) => installType],
		take: ({ settings }, type) => (settings.installType = type),
	}),
	"docker-target": listed(z.string(), {
		flags: ["--docker-target"],
		value: "NAME",
		completes: "text",
		meaning: "repository and tag of a docker archive, as in me/image:1.0",
		onlyByKey: "DOCKER_TARGET",
		resets: { variable: "DOCKER_TARGET" },
		take: ({ variables }, value) => variables.push({ name: "DOCKER_TARGET", value, secret: false, from: "flag" }),
	}),
	packages: listed(z.array(z.string()), {
		flags: ["-p"],
		value: "PACKAGE[,PACKAGE...]",
		completes: "text",
		meaning: "packages to install in addition; may be repeated",
		hints: ["package"],
		diskImagesOnly: true,
		repeated: true,
		resets: { variable: "INSTALL_PACKAGES", array: "given" },
		take: ({ packages }, names) => packages.push(...names.split(/[,\s]+/).filter(Boolean)),
	}),
	"skip-base": listed(z.boolean(), {
		flags: ["-n"],
		meaning: "leave out the element base",
		hints: ["no-base"],
		diskImagesOnly: true,
		take: ({ options }) => (options.skipBase = true),
	}),
	elements: listed(z.array(z.string())),
};

/** Options that lists have no key for: ours, and those that build nothing. */
const OTHER_OPTIONS: Readonly<Record<string, DibOption>> = {
	"qcow2-compression": {
		flags: ["--qcow2-compression"],
		value: "KIND",
		completes: "choice",
		choices: COMPRESSIONS,
		meaning: "zlib, zstd (needs qemu 5.1) or none (zlib)",
		added: true,
		take: ({ settings }, kind) => (settings.compression = parseCompression(kind)),
	},
	progress: {
		flags: ["--progress"],
		value: "KIND",
		completes: "choice",
		choices: ["auto", "plain", "ndjson", "quiet"],
		meaning: "auto, plain, ndjson or quiet (plain)",
		added: true,
		take: (build, kind) => (build.progress = kind),
	},
	yes: { flags: ["--yes"], meaning: "accepted for symmetry with diskwright; nothing is asked here", added: true },
	help: { flags: ["-h", "--help"], meaning: "this text" },
	version: { flags: ["--version"], meaning: "print the version" },
};

type Shape<Rows> = {
	[Key in keyof Rows]: Rows[Key] extends { readonly schema: infer Schema extends z.ZodType }
		? z.ZodOptional<Schema>
		: never;
};

/** One image of DIB's YAML list (contract §2.4). */
export const imageDefinitionSchema = z.strictObject(
	Object.fromEntries(Object.entries(LIST_KEYS).map(([key, { schema }]) => [key, schema.optional()])) as Shape<
		typeof LIST_KEYS
	>,
);
export type ImageDefinition = z.infer<typeof imageDefinitionSchema>;

/** All options that can be typed: those of lists in their order, then the others. */
export const DIB_OPTIONS: readonly NamedOption[] = Object.entries({
	...(LIST_KEYS as Readonly<Record<string, DibOption>>),
	...OTHER_OPTIONS,
}).flatMap(([key, { flags, ...row }]) => (flags ? [{ ...row, key, flags }] : []));

/** The architectures that a list can name. */
export const isListedArchitecture = (name: string): name is (typeof ARCHITECTURES)[number] =>
	(ARCHITECTURES as readonly string[]).includes(name);

/** The output formats that a list can name. */
export const isListedType = (name: string): name is (typeof TYPES)[number] =>
	(TYPES as readonly string[]).includes(name);

const text = (value: number | undefined) => (value === undefined ? undefined : String(value));

/** Options of qemu-img besides the one that outputs say. */
const withoutZstd = (options: string | undefined) =>
	options
		?.split(",")
		.filter((option) => option !== ZSTD_OPTION)
		.join() || undefined;
