import { type ImageDefinition, isListedArchitecture, isListedType } from "../dib/image-list.js";
import type { Profile } from "../profile.js";
import { parseSize } from "../quantities.js";
import { type FetchedSource, isFetched } from "../source.js";
import { compressionOf, isKeyText } from "./options.js";
import { profileElements, profileVariables, type Reference } from "./variables.js";

/** What texts made from a profile need from outside the core. */
export interface ExportFiles {
	/** Absolute path of a file named by the profile. */
	readonly filePath: (file: string) => string;
	/** Path of a file that holds this public key. */
	readonly keyFile: (key: string) => string;
	/** Folders of elements of a collection on this host; undefined when it is not here. */
	readonly sourceFolders: (source: FetchedSource) => readonly string[] | undefined;
}

/** A profile in DIB's words. */
export interface DescribedImage {
	readonly image: ImageDefinition;
	/** Variables that are no part of the image's description because their values are secret. */
	readonly secrets: readonly { readonly name: string; readonly reference: Reference }[];
	/** What DIB has no word for, one sentence each. */
	readonly leftOut: readonly string[];
}

/**
 * The image that a profile (with everything it extends merged in) builds, in the keys of DIB's list (contract §2.4). What
 * has no key there, or only one that DIB's own program refuses (Q2), is said by the environment.
 */
export function describeImage(profile: Profile, files: ExportFiles): DescribedImage {
	const { disk, outputs } = profile;
	const { variables, secrets } = environmentOf(profile, files);
	const { MKFS_OPTS, DOCKER_TARGET, ...others } = variables;
	const collections = (profile.sources ?? []).filter(isFetched);
	const folders = collections.flatMap((source) => files.sourceFolders(source) ?? []);
	const gib = disk?.size ? parseSize(disk.size) / 2 ** 30 : undefined;
	const whole = gib !== undefined && Number.isInteger(gib);
	const formats = [...new Set(outputs?.map(({ format }) => format) ?? [])];
	const types = formats.filter(isListedType);
	const zstd = (compressionOf(profile) ?? "zstd") === "zstd" && (!outputs || formats.includes("qcow2"));
	const listed = profile.architecture !== undefined && isListedArchitecture(profile.architecture);
	const environment = withoutUndefined({
		...others,
		ELEMENTS_PATH: [others.ELEMENTS_PATH, ...folders].filter(Boolean).join(":") || undefined,
		ARCH: listed ? others.ARCH : (profile.architecture ?? others.ARCH),
		FS_TYPE: disk?.["file-system"] ?? others.FS_TYPE,
		DIB_IMAGE_SIZE: whole ? undefined : (gib?.toString() ?? others.DIB_IMAGE_SIZE),
		DIB_JOURNAL_SIZE: disk?.["journal-size"] ? mebibytes(disk["journal-size"]) : others.DIB_JOURNAL_SIZE,
		DIB_CHECKSUM: checksumVariable(profile, others.DIB_CHECKSUM),
		DIB_OFFLINE: profile.offline === false ? "" : others.DIB_OFFLINE,
		SKIP_BASE: profile["skip-base"] === false ? "0" : others.SKIP_BASE,
		QEMU_IMG_OPTIONS: others.QEMU_IMG_OPTIONS && [others.QEMU_IMG_OPTIONS, ...(zstd ? [ZSTD.join("=")] : [])].join(),
	});
	const image: ImageDefinition = withoutUndefined({
		imagename: profile["image-name"] ?? profile.name,
		arch: listed ? (profile.architecture as ImageDefinition["arch"]) : undefined,
		types: types.length > 0 ? types : undefined,
		environment: Object.keys(environment).length > 0 ? environment : undefined,
		uncompressed: compressionOf(profile) === "none" || undefined,
		checksum: profile.checksum === true || undefined,
		"image-size": whole ? gib : undefined,
		"mkfs-options": disk?.["mkfs-options"] ?? MKFS_OPTS,
		offline: profile.offline || undefined,
		"qemu-img-options": zstd && !others.QEMU_IMG_OPTIONS ? Object.fromEntries([ZSTD]) : undefined,
		"root-label": disk?.["root-label"],
		"docker-target": DOCKER_TARGET,
		packages: profile.packages?.length ? [...profile.packages] : undefined,
		"skip-base": profile["skip-base"] || undefined,
		elements: profileElements(profile),
	});
	return { image, secrets, leftOut: [...leftOut(profile), ...collections.map((source) => aboutSource(source, files))] };
}

const ZSTD = ["compression_type", "zstd"] as const;

function environmentOf(profile: Profile, { filePath, keyFile }: ExportFiles) {
	const variables: Record<string, string> = {};
	const secrets = new Map<string, Reference>();
	for (const { name, value } of profileVariables(profile)) {
		if ("secret" in value) secrets.set(name, value.secret);
		else if ("text" in value) variables[name] = value.text;
		else if ("key" in value) variables[name] = isKeyText(value.key) ? keyFile(value.key.trim()) : filePath(value.key);
		else variables[name] = `${value.prefix ?? ""}${filePath(value.file)}`;
	}
	return { variables, secrets: [...secrets].map(([name, reference]) => ({ name, reference })) };
}

/** `true` is an option; the others are not. */
function checksumVariable({ checksum }: Profile, inherited: string | undefined): string | undefined {
	if (checksum === undefined || checksum === true) return inherited;
	return checksum === false ? "0" : checksum;
}

const mebibytes = (size: string) => String(Math.ceil(parseSize(size) / 2 ** 20));

function leftOut(profile: Profile): string[] {
	const tested = profile["boot-test"] ? ["'boot-test': DIB does not boot what it builds"] : [];
	const held = profile["on-failure"]?.startsWith("hold") ? ["'on-failure': DIB stops at the first failure"] : [];
	const timed = profile["task-timeout"] ? ["'task-timeout': DIB waits for a hook without end"] : [];
	const older = profile["keep-older"];
	const kept = older === undefined || older === "all" ? [] : ["'keep-older': DIB removes no older image"];
	const formats = (profile.outputs ?? []).filter(({ format }) => !isListedType(format));
	const unlisted = formats.map(({ format }) => `'outputs': DIB's list of images knows no ${format}`);
	return [...tested, ...held, ...timed, ...kept, ...unlisted];
}

/** DIB has its own elements; those of others it must be led to. */
function aboutSource(source: FetchedSource, { sourceFolders }: ExportFiles): string {
	const { name, from, commit } = source;
	return sourceFolders(source)
		? `'sources': ELEMENTS_PATH leads to ${name} on this host; elsewhere it is ${from} at ${commit}`
		: `'sources': ${name} is not on this host; put its elements on ELEMENTS_PATH: ${from} at ${commit}`;
}

function withoutUndefined<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
	const kept = Object.entries(values).filter(([, value]) => value !== undefined);
	return Object.fromEntries(kept) as { [K in keyof T]: Exclude<T[K], undefined> };
}
