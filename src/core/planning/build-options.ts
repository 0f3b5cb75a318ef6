import { resolve } from "node:path";
import { UserError } from "../errors.js";
import type { OutputFormat } from "../output/output-formats.js";
import { CACHE_LIMIT, cacheLimit } from "../run/storage-limits.js";
import { given } from "../values/given.js";
import type { BuildSettings, Plan, PlannedVariable } from "./plan.js";
import { LARGEST_IMAGE_GIB } from "./quantities.js";

export type Compression = BuildSettings["compression"];
export const COMPRESSIONS: readonly Compression[] = ["zstd", "zlib", "none"];

/** One of COMPRESSIONS, or a UserError. */
export function parseCompression(text: string): Compression {
	if ((COMPRESSIONS as readonly string[]).includes(text)) return text as Compression;
	throw new UserError({
		code: "unknown-compression",
		message: `--qcow2-compression is '${text}'`,
		next: [`Use one of: ${COMPRESSIONS.join(", ")}.`],
	});
}

/** A variable given with its value; `secret` keeps the value out of plan, logs and events. */
export interface GivenVariable {
	readonly name: string;
	readonly value: string;
	readonly secret: boolean;
	readonly from: Extract<PlannedVariable["from"], "profile" | "flag" | "host">;
}

/** One build as it was asked for: by a command line of DIB's or by a profile with flags. All defaults are filled in. */
export interface BuildOptions {
	readonly program: Plan["program"];
	readonly profile?: string;
	/** The command line, for DIB_ARGS. */
	readonly argv: readonly string[];
	/** As requested, before the rules of contract §4.5. */
	readonly elements: readonly string[];
	readonly skipBase: boolean;
	/** Set for ramdisk builds only. */
	readonly ramdiskElement?: string;
	/** As given; the host's own when absent (contract §3.4). */
	readonly architecture?: string;
	readonly imageName: string;
	readonly formats: readonly OutputFormat[];
	/** Beyond the caller's environment. */
	readonly variables: readonly GivenVariable[];
	readonly settings: Omit<BuildSettings, "directory">;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The defaults of diskimage-builder's own settings, from the environment where the contract lets it have a say (§2.2, §3.3, §3.4).
 * IMAGE_TYPES, COMPRESS_IMAGE, LOGFILE and DOCKER_TARGET are not read: DIB resets them. MKFS_OPTS is (Q3).
 * `ELEMENTS_PATH`, `IMAGE_ELEMENT` and the like are not options. Throws UserError for numbers that are none (Q54).
 */
export function contractOptions(program: Plan["program"], env: Environment, cwd: string): BuildOptions {
	const home = env.HOME || "/root";
	const ramdisk = program === "ramdisk-image-create";
	const optional = <T>(name: string, read: (text: string, from: string) => T) =>
		env[name] ? read(env[name], name) : undefined;
	return {
		program,
		argv: [],
		elements: [],
		skipBase: env.SKIP_BASE === "1",
		...(ramdisk ? { ramdiskElement: env.RAMDISK_ELEMENT || "ramdisk" } : {}),
		...(env.ARCH ? { architecture: env.ARCH } : {}),
		imageName: env.IMAGE_NAME || "image",
		formats: ["qcow2"],
		variables: [],
		settings: {
			imageCache: resolve(cwd, env.DIB_IMAGE_CACHE || `${home}/.cache/image-create`),
			...given("cacheBytes", cacheLimit(env) ?? CACHE_LIMITS[program]),
			lockFiles: resolve(cwd, env.DIB_LOCKFILES || `${home}/.cache/dib/lockfiles`),
			tmp: resolve(cwd, env.TMPDIR || env.TMP_DIR || "/tmp"),
			tmpfs: (env.DIB_NO_TMPFS || "0") === "0" && !env.GENTOO_PROFILE?.includes("hardened"),
			minTmpfs: optional("DIB_MIN_TMPFS", notNegative) ?? 2,
			offline: Boolean(env.DIB_OFFLINE),
			debugTrace: optional("DIB_DEBUG_TRACE", whole) ?? 0,
			extraPackages: [],
			fsType: env.FS_TYPE || "ext4",
			...(env.ROOT_LABEL ? { rootLabel: env.ROOT_LABEL } : {}),
			mkfsOptions: env.MKFS_OPTS ?? "",
			...given("imageSize", optional("DIB_IMAGE_SIZE", imageSize)),
			...given("imageExtraSize", optional("DIB_IMAGE_EXTRA_SIZE", imageExtraSize)),
			journalSize: optional("DIB_JOURNAL_SIZE", positiveWhole) ?? 64,
			...given("maxOnlineResize", optional("MAX_ONLINE_RESIZE", blocks)),
			compression: program === "diskwright" ? "zstd" : "zlib",
			...given("qemuImgOptions", env.QEMU_IMG_OPTIONS || undefined),
			gzip: env.DIB_GZIP_BIN || "gzip",
			...given("aciManifest", env.ACI_MANIFEST ? resolve(cwd, env.ACI_MANIFEST) : undefined),
			checksums: checksums(env.DIB_CHECKSUM ?? "0"),
			overwriteOldImage: (env.OVERWRITE_OLD_IMAGE || "0") !== "0",
			finalImage: !ramdisk,
			ramdisk,
			onFailure: { mode: "stop" },
			breakPoints: (env.break ?? "").split(",").filter(Boolean),
		},
	};
}

/** DIB's programs remove no download. */
const CACHE_LIMITS: Readonly<Partial<Record<Plan["program"], number>>> = { diskwright: CACHE_LIMIT };

/** How many older images are kept beside a new one: a whole number, or `all`. Throws UserError. */
export function keptOlder(text: string, from: string): number {
	return text === "all" ? Number.MAX_SAFE_INTEGER : whole(text, from);
}

/** Which checksum files DIB_CHECKSUM asks for: `1` both, else the ones it names (contract §3.3). */
export function checksums(text: string): BuildSettings["checksums"] {
	const all = ["md5", "sha256"] as const;
	return text === "1" ? all : all.filter((kind) => text.includes(kind));
}

/** A number greater than zero, decimals allowed. `from` is what the user wrote it in: `--image-size`. */
function positive(text: string, from: string): number {
	const value = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
	return value > 0 ? value : fail(text, from, "a number greater than 0");
}

/** A number, decimals and 0 allowed. */
export function notNegative(text: string, from: string): number {
	return /^0+(\.0*)?$/.test(text) ? 0 : positive(text, from);
}

/** A whole number, 0 allowed. */
export function whole(text: string, from: string): number {
	return /^\d{1,15}$/.test(text) ? Number(text) : fail(text, from, "a whole number");
}

/** A whole number greater than zero. */
export function positiveWhole(text: string, from: string): number {
	return whole(text, from) > 0 ? Number(text) : fail(text, from, "a whole number greater than 0");
}

/** A number of file system blocks; kept as text because it may exceed what a number holds exactly. */
export function blocks(text: string, from: string): string {
	return /^[1-9]\d*$/.test(text) ? text : fail(text, from, "a whole number of file system blocks");
}

/** Checks a size that a user gave for the whole image, in GiB; DIB reads `5G` as 5 too. */
export function imageSize(text: string, from: string): number {
	const [, number = text] = /^ *(.*\d\.?) ?G(?:i?B)?$/i.exec(text) ?? [];
	const size = positive(number, from);
	return size <= LARGEST_IMAGE_GIB ? size : fail(text, from, `at most ${LARGEST_IMAGE_GIB} GiB`);
}

/** Checks what a user wants added to the content's size, in MiB. */
export function imageExtraSize(text: string, from: string): number {
	const size = positive(text, from);
	return size <= LARGEST_IMAGE_GIB * 1024 ? size : fail(text, from, `at most ${LARGEST_IMAGE_GIB * 1024} MiB`);
}

function fail(text: string, from: string, wanted: string): never {
	throw new UserError({
		code: "bad-number",
		message: `${from} is '${text}', but must be ${wanted}`,
		next: [`Give ${from} ${wanted}.`],
	});
}
