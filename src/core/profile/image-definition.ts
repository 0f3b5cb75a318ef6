import { DIB_OPTIONS, type ImageDefinition, imageDefinitionSchema } from "../dib/options.js";
import { type FetchedSource, isFetched } from "../element/source.js";
import { ZSTD, ZSTD_OPTION } from "../output/output-formats.js";
import { isKeyText } from "../settings/files.js";
import { compressionOf } from "../settings/outputs.js";
import type { DibWords, Reference } from "../settings/setting.js";
import { ALL_SETTINGS, statedValue } from "../settings/settings.js";
import { withoutUndefined } from "../values/given.js";
import type { Profile } from "./profile.js";
import { profileElements, profileVariables } from "./variables.js";

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
	/** Variables that are not part of the image's description because their values are secret. */
	readonly secrets: readonly { readonly name: string; readonly reference: Reference }[];
	/** What DIB has no word for, one sentence each. */
	readonly leftOut: readonly string[];
}

/**
 * The image that a profile (with everything it extends merged in) builds, in the keys of DIB's list (contract §2.4). What
 * has no key there, or only one that DIB's own program refuses (Q2), is said by the environment.
 */
export function describeImage(profile: Profile, files: ExportFiles): DescribedImage {
	const { variables, secrets } = environmentOf(profile, files);
	const { byKey, others } = splitVariables(variables);
	const collections = (profile.sources ?? []).filter(isFetched);
	const folders = collections.flatMap((source) => files.sourceFolders(source) ?? []);
	const said = ALL_SETTINGS.flatMap((setting): DibWords[] => {
		const value = statedValue(profile, setting);
		return value === undefined ? [] : [setting.row.toDib?.(value) ?? {}];
	});
	const zstd = usesZstd(profile);
	const environment = withoutUndefined({
		...others,
		ELEMENTS_PATH: [others.ELEMENTS_PATH, ...folders].filter(Boolean).join(":") || undefined,
		QEMU_IMG_OPTIONS: others.QEMU_IMG_OPTIONS && [others.QEMU_IMG_OPTIONS, ...(zstd ? [ZSTD_OPTION] : [])].join(),
		...Object.assign({}, ...said.map((words) => words.environment)),
	});
	const image: ImageDefinition = inOrder(
		withoutUndefined({
			imagename: profile.name,
			...byKey,
			"qemu-img-options": zstd && !others.QEMU_IMG_OPTIONS ? { [ZSTD.name]: ZSTD.value } : undefined,
			...Object.assign({}, ...said.map((words) => words.image)),
			environment: Object.keys(environment).length > 0 ? environment : undefined,
			elements: profileElements(profile),
		}),
	);
	const leftOut = [
		...said.flatMap((words) => words.leftOut ?? []),
		...collections.map((source) => aboutSource(source, files)),
	];
	return { image, secrets, leftOut };
}

/** Variables that DIB discards are said by the keys that stand for them. */
function splitVariables(variables: Readonly<Record<string, string>>) {
	const keys = new Map(DIB_OPTIONS.map(({ onlyByKey, key }) => [onlyByKey, key]));
	const entries = Object.entries(variables);
	return {
		byKey: Object.fromEntries(entries.flatMap(([name, value]) => (keys.has(name) ? [[keys.get(name), value]] : []))),
		others: Object.fromEntries(entries.filter(([name]) => !keys.has(name))) as Readonly<Record<string, string>>,
	};
}

/** Compression by zstd, which is ours without a word, is an option of qemu-img for DIB. */
function usesZstd({ outputs }: Profile): boolean {
	const isQcow2 = !outputs || outputs.some(({ format }) => format === "qcow2");
	return isQcow2 && (compressionOf(outputs) ?? "zstd") === "zstd";
}

/** The keys as people expect them: those of DIB's own documentation. */
function inOrder(image: ImageDefinition): ImageDefinition {
	const keys = Object.keys(imageDefinitionSchema.shape) as (keyof ImageDefinition)[];
	return Object.fromEntries(keys.flatMap((key) => (key in image ? [[key, image[key]]] : []))) as ImageDefinition;
}

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

/** DIB has its own elements; those of others it must be led to. */
function aboutSource(source: FetchedSource, { sourceFolders }: ExportFiles): string {
	const { name, from, commit } = source;
	return sourceFolders(source)
		? `'sources': ELEMENTS_PATH leads to ${name} on this host; elsewhere it is ${from} at ${commit}`
		: `'sources': ${name} is not on this host; put its elements on ELEMENTS_PATH: ${from} at ${commit}`;
}
