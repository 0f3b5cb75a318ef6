import { resolve } from "node:path";
import { UserError } from "../errors.js";
import { parseFormats } from "../output/output-formats.js";
import {
	type BuildOptions,
	blocks,
	COMPRESSIONS,
	type Compression,
	checksums,
	given,
	imageExtraSize,
	imageSize,
	notNegative,
	optionsFromEnvironment,
	positiveWhole,
} from "../planning/build-options.js";
import { clearedEnvironment } from "../planning/cleared-environment.js";
import { type GetoptResult, type GetoptSpec, getopt, type LongOption } from "./getopt.js";
import { optionHints } from "./option-hints.js";

type DibProgram = "disk-image-create" | "ramdisk-image-create";

/** What a command line of DIB's asks for. */
export type DibRequest =
	| { readonly kind: "help" }
	| { readonly kind: "version" }
	/** getopt's messages, and what was probably meant: exit status 1. */
	| { readonly kind: "error"; readonly errors: readonly string[]; readonly hints: readonly string[] }
	| {
			readonly kind: "build";
			readonly options: BuildOptions;
			/** The caller's environment, or what `-c` leaves of it, with what DIB resets and --logfile exports. */
			readonly env: Readonly<Record<string, string>>;
			/** With `-c`. */
			readonly cleared?: true;
			readonly logFile?: string;
			readonly progress?: string;
	  };

const flags = ["checksum", "no-tmpfs", "offline", "help", "version"];
const valued = [
	...["min-tmpfs", "image-size", "image-cache", "max-online-resize", "mkfs-options", "qemu-img-options"],
	...["ramdisk-element", "root-label", "install-type", "docker-target", "logfile"],
];
/** The first two are documented by DIB but refused by its parser (Q2); the others are ours. */
const added: LongOption[] = [
	{ name: "image-extra-size", argument: true, added: true },
	{ name: "mkfs-journal-size", argument: true, added: true },
	{ name: "qcow2-compression", argument: true, added: true },
	{ name: "progress", argument: true, added: true },
	{ name: "yes", argument: false, added: true },
];

const SPEC: GetoptSpec = {
	short: "a:ho:t:xucnp:",
	long: [
		...flags.map((name) => ({ name, argument: false })),
		...valued.map((name) => ({ name, argument: true })),
		...added,
	],
};

/** Reads a command line of disk-image-create or ramdisk-image-create (contract §2.2, §2.3). Throws UserError for bad values. */
export function parseDibArguments(
	program: DibProgram,
	argv: readonly string[],
	caller: Readonly<Record<string, string>>,
	cwd: string,
): DibRequest {
	const parsed = getopt(argv, { ...SPEC, posix: caller.POSIXLY_CORRECT !== undefined });
	if (parsed.errors.length > 0) {
		const hints = parsed.errors.flatMap((error) => optionHints(error, [...flags, ...valued]));
		return { kind: "error", errors: parsed.errors, hints };
	}
	const first = parsed.options.find(({ name }) => ["h", "help", "version"].includes(name));
	if (first) return { kind: first.name === "version" ? "version" : "help" };
	const clear = caller.CLEAR_ENV === "1" || parsed.options.some(({ name }) => name === "c");
	const options = withoutOverridden(parsed.options);
	const emptied = emptiedVariables(options);
	const kept = withoutResetVariables(clear ? clearedEnvironment(caller) : caller, options);
	const env = { ...kept, ...Object.fromEntries([...emptied.values()].filter(([variable]) => variable in kept)) };
	const defaults = optionsFromEnvironment(program, env, cwd);
	const build = new Collector(defaults, argv, cwd);
	for (const { name, value } of options) if (!emptied.has(name)) build.take(name, value ?? "");
	return {
		kind: "build",
		options: build.options(parsed.operands),
		env: { ...env, ...given("LOGFILE", build.logFile) },
		...given("cleared", clear || undefined),
		...given("logFile", build.logFile || undefined),
		...given("progress", build.progress),
	};
}

type GivenOptions = GetoptResult["options"];

/** Only the last value of an option counts, and a wrong one before it does no harm; those of -p add up. */
function withoutOverridden(options: GivenOptions): GivenOptions {
	const isLast = (name: string, index: number) => !options.slice(index + 1).some((later) => later.name === name);
	return options.filter(({ name, value }, index) => value === undefined || name === "p" || isLast(name, index));
}

/**
 * DIB empties these variables before it reads its options (contract §2.2): hooks of a caller who has exported them see them
 * empty, or not at all where they become arrays.
 */
function withoutResetVariables(env: Readonly<Record<string, string>>, options: GivenOptions): Record<string, string> {
	const arrays = ["IMAGE_TYPES", ...(options.some(({ name }) => name === "p") ? ["INSTALL_PACKAGES"] : [])];
	const kept = Object.entries(env).filter(([name]) => !arrays.includes(name));
	const reset = ["LOGFILE", "DOCKER_TARGET", "INSTALL_PACKAGES"];
	return Object.fromEntries(kept.map(([name, value]) => [name, reset.includes(name) ? "" : value]));
}

/** An empty value, as scripts give it for an unset variable, means the default whatever the environment says. */
const VARIABLES: Readonly<Record<string, string>> = {
	...{ a: "ARCH", o: "IMAGE_NAME", "image-cache": "DIB_IMAGE_CACHE", "ramdisk-element": "RAMDISK_ELEMENT" },
	...{ "image-size": "DIB_IMAGE_SIZE", "image-extra-size": "DIB_IMAGE_EXTRA_SIZE", "min-tmpfs": "DIB_MIN_TMPFS" },
	...{ "max-online-resize": "MAX_ONLINE_RESIZE", "mkfs-journal-size": "DIB_JOURNAL_SIZE" },
	...{ "mkfs-options": "MKFS_OPTS", "qemu-img-options": "QEMU_IMG_OPTIONS", "root-label": "ROOT_LABEL" },
};

/** Option → its variable, emptied, for options whose value is empty. */
function emptiedVariables(options: GivenOptions): Map<string, readonly [string, string]> {
	const empty = Object.entries(VARIABLES).filter(([name]) =>
		options.some((option) => option.name === name && option.value === ""),
	);
	return new Map(empty.map(([name, variable]) => [name, [variable, ""]]));
}

/** Folds options one by one over the defaults. */
class Collector {
	logFile?: string;
	progress?: string;
	#options: Mutable<BuildOptions>;
	#settings: Mutable<BuildOptions["settings"]>;
	#packages: string[] = [];
	#variables: { name: string; value: string; secret: boolean; from: "flag" }[] = [];

	constructor(
		defaults: BuildOptions,
		argv: readonly string[],
		private readonly cwd: string,
	) {
		this.#options = { ...defaults, argv };
		this.#settings = { ...defaults.settings };
	}

	take(name: string, value: string): void {
		const options = this.#options;
		const settings = this.#settings;
		const variable = (variableName: string) =>
			this.#variables.push({ name: variableName, value, secret: false, from: "flag" });
		const actions: Record<string, () => unknown> = {
			a: () => (options.architecture = value),
			o: () => (options.imageName = value),
			t: () => (options.formats = parseFormats(value, "-t")),
			x: () => settings.debugTrace++,
			u: () => (settings.compression = "none"),
			c: () => undefined,
			n: () => (options.skipBase = true),
			p: () => this.#packages.push(...value.split(/[,\s]+/).filter(Boolean)),
			checksum: () => (settings.checksums = checksums("1")),
			"image-size": () => (settings.imageSize = imageSize(value, "--image-size")),
			"image-extra-size": () => (settings.imageExtraSize = imageExtraSize(value, "--image-extra-size")),
			"image-cache": () => (settings.imageCache = resolve(this.cwd, value)),
			"max-online-resize": () => (settings.maxOnlineResize = blocks(value, "--max-online-resize")),
			"mkfs-journal-size": () => (settings.journalSize = positiveWhole(value, "--mkfs-journal-size")),
			"mkfs-options": () => (settings.mkfsOptions = value),
			"min-tmpfs": () => (settings.minTmpfs = notNegative(value, "--min-tmpfs")),
			"no-tmpfs": () => (settings.tmpfs = false),
			offline: () => (settings.offline = true),
			"qemu-img-options": () => (settings.qemuImgOptions = value),
			"qcow2-compression": () => (settings.compression = parseCompression(value)),
			"root-label": () => (settings.rootLabel = value),
			"ramdisk-element": () => {
				if (settings.ramdisk) options.ramdiskElement = value;
			},
			"install-type": () => (settings.installType = value),
			"docker-target": () => variable("DOCKER_TARGET"),
			logfile: () => (this.logFile = value),
			progress: () => (this.progress = value),
			yes: () => undefined,
		};
		actions[name]?.();
	}

	options(operands: readonly string[]): BuildOptions {
		const settings = { ...this.#settings, extraPackages: this.#packages };
		return { ...this.#options, elements: operands, variables: this.#variables, settings };
	}
}

/** One of COMPRESSIONS, or a UserError. */
export function parseCompression(text: string): Compression {
	if ((COMPRESSIONS as readonly string[]).includes(text)) return text as Compression;
	throw new UserError({
		code: "unknown-compression",
		message: `--qcow2-compression is '${text}'`,
		next: [`Use one of: ${COMPRESSIONS.join(", ")}.`],
	});
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
