import { resolve } from "node:path";
import { type BuildOptions, checksums, type GivenVariable, keptOlder } from "../core/build-options.js";
import { parseCompression } from "../core/dib/dib-options.js";
import { UserError } from "../core/errors.js";
import { parseFormats } from "../core/output-formats.js";
import { inheritable, mergeProfiles } from "../core/profile/merge.js";
import { BOOT_TEST } from "../core/profile/options.js";
import type { Profile } from "../core/profile.js";
import { parseDuration, parseOnFailure, parseSize } from "../core/quantities.js";
import { isSecretName } from "../core/secrets/secret-name.js";
import type { ProfileSource } from "../core/source.js";
import type { BuildFlags } from "./build-flags.js";

interface FlagSources {
	readonly cwd: string;
	/** The person's own public key. */
	readonly ownKey: () => string | undefined;
	/** Collections of elements named by flags; a build takes them from the catalogue. */
	readonly addedSources?: readonly ProfileSource[];
}

/**
 * What `diskwright build` would build with these flags and elements over a base, as a profile to be saved: every flag that
 * describes the image becomes a key or a variable.
 */
export function profileFromFlags(
	flags: BuildFlags,
	base: Profile,
	elements: readonly string[],
	sources: FlagSources,
): Profile {
	const below = inheritable(base);
	const merged = mergeProfiles(below, flagsAsProfile(flags, elements, sources));
	const kinds = flags.checksum ? checksumFlag(flags.checksum) : undefined;
	const variables = {
		...merged.variables,
		...defined({
			DIB_IMAGE_CACHE: flags.imageCache && resolve(sources.cwd, flags.imageCache),
			DIB_NO_TMPFS: flags.tmpfs ? undefined : "1",
			DIB_DEBUG_TRACE: flags.trace?.toString(),
			DOCKER_TARGET: flags.dockerTarget,
		}),
		...Object.fromEntries((flags.set ?? []).map(assignment).map(({ name, value }) => [name, value])),
	};
	return defined({
		...merged,
		outputs: outputsOf(flags, merged.outputs),
		"image-name": flags.output,
		checksum: kinds ? kinds.length > 1 || kinds[0] : merged.checksum,
		variables: section(variables),
	}) as Profile;
}

function outputsOf({ format, qcow2Compression }: BuildFlags, outputs: Profile["outputs"]): Profile["outputs"] {
	if (!format && !qcow2Compression) return outputs;
	const before = outputs?.find((output) => output.format === "qcow2")?.compression;
	const compression = qcow2Compression ? parseCompression(qcow2Compression) : before;
	const formats = format ? parseFormats(format.join(","), "--format") : outputs?.map((output) => output.format);
	return (formats ?? ["qcow2" as const]).map((name) =>
		name === "qcow2" && compression ? { format: name, compression } : { format: name },
	);
}

/** Flags that say the same as a key of a profile. Their values are checked here, so that errors name the flag. */
export function flagsAsProfile(
	flags: BuildFlags,
	elements: readonly string[],
	{ cwd, ownKey, addedSources = [] }: FlagSources,
): Profile {
	check("--size", flags.size, parseSize);
	check("--journal-size", flags.journalSize, parseSize);
	check("--keep-older", flags.keepOlder, (text) => keptOlder(text, "it"));
	check("--on-failure", flags.onFailure, parseOnFailure);
	check("--task-timeout", flags.taskTimeout, parseDuration);
	const file = (path: string | undefined) => (path === undefined ? undefined : resolve(cwd, path));
	const key = flags.sshKey ?? (flags.user ? ownKey() : undefined);
	const added = [...elements, ...(flags.element ?? [])];
	return defined({
		version: 1,
		architecture: flags.arch,
		release: flags.release,
		elements: added.length > 0 ? added : undefined,
		"skip-base": flags.skipBase,
		sources: addedSources.length > 0 ? [...addedSources] : undefined,
		packages: flags.package,
		mirrors: section({
			debian: flags.mirror,
			"debian-security": flags.securityMirror,
			proxy: flags.proxy,
			"apt-sources": file(flags.aptSources),
		}),
		disk: section({
			layout: flags.layout === undefined ? undefined : layoutFlag(flags.layout, cwd),
			size: flags.size,
			"file-system": flags.fileSystem,
			"root-label": flags.rootLabel,
			"mkfs-options": flags.mkfsOptions,
			"journal-size": flags.journalSize,
		}),
		user: section({ name: flags.user, "ssh-key": key && !key.includes(" ") ? file(key) : key }),
		"keep-older":
			flags.keepOlder === undefined || flags.keepOlder === "all" ? flags.keepOlder : Number(flags.keepOlder),
		offline: flags.offline,
		"boot-test": typeof flags.bootTest === "string" ? { until: flags.bootTest || BOOT_TEST.until } : flags.bootTest,
		"on-failure": flags.onFailure,
		"task-timeout": flags.taskTimeout,
	}) as Profile;
}

const LAYOUTS = ["mbr", "gpt", "efi", "none"] as const;

function layoutFlag(text: string, cwd: string): NonNullable<Profile["disk"]>["layout"] {
	const name = LAYOUTS.find((layout) => layout === text);
	if (name) return name;
	if (/[./]/.test(text)) return { file: resolve(cwd, text) };
	throw new UserError({
		code: "unknown-layout",
		message: `--layout is '${text}'`,
		next: [`Use one of ${LAYOUTS.join(", ")}, or the path of a block device configuration.`],
	});
}

/** Which files `--checksum` asks for. */
export function checksumFlag(value: true | string): BuildOptions["settings"]["checksums"] {
	const kinds = checksums(value === true ? "1" : value);
	if (kinds.length > 0) return kinds;
	throw new UserError({
		code: "unknown-checksum",
		message: `--checksum is '${value}'`,
		next: ["Use md5, sha256, or no value for both."],
	});
}

/** One `--set NAME=VALUE`. */
export function assignment(text: string): GivenVariable {
	const equals = text.indexOf("=");
	const name = text.slice(0, equals);
	return { name, value: text.slice(equals + 1), secret: isSecretName(name), from: "flag" };
}

function check(flag: string, value: string | undefined, parse: (text: string) => unknown): void {
	if (value === undefined) return;
	try {
		parse(value);
	} catch (error) {
		const { message, next } = error as UserError;
		throw new UserError({ code: "bad-value", message: `${flag}: ${message}`, next });
	}
}

/** Without the keys that are undefined. */
const defined = (values: Record<string, unknown>) =>
	Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** Likewise; undefined when nothing is left. */
const section = (values: Record<string, unknown>) => {
	const left = defined(values);
	return Object.keys(left).length > 0 ? left : undefined;
};
