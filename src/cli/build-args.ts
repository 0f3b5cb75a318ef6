import { resolve } from "node:path";
import {
	type BuildOptions,
	checksums,
	type GivenVariable,
	given,
	optionsFromEnvironment,
	parseFormats,
} from "../core/build-options.js";
import { parseCompression } from "../core/dib/dib-options.js";
import { UserError } from "../core/errors.js";
import { mergeProfiles } from "../core/profile/merge.js";
import { applyProfile, BOOT_TEST, type ProfileSources } from "../core/profile/options.js";
import { plainVariables } from "../core/profile/variables.js";
import type { Profile } from "../core/profile.js";
import { parseDuration, parseOnFailure, parseSize } from "../core/quantities.js";
import { isSecretName } from "../core/secrets.js";
import { nearest } from "../core/suggest.js";
import type { BuildFlags } from "./build-flags.js";

/** A profile and the elements to add to it; one of both may be missing. */
export interface Targets {
	readonly profile?: string;
	readonly elements: readonly string[];
}

/** What targets can name. */
export interface Names {
	readonly profiles: readonly string[];
	readonly elements: Iterable<string>;
	readonly isPath: (text: string) => boolean;
}

/**
 * Tells profiles from elements on the command line: a path is a profile, a name the one that exists. A name that is both
 * is the profile where it comes first. Throws UserError for unknown names and for two profiles.
 */
export function splitTargets(targets: readonly string[], names: Names): Targets {
	const known = new Set(names.elements);
	const isProfile = (target: string, index: number) =>
		names.isPath(target) || (names.profiles.includes(target) && (index === 0 || !known.has(target)));
	const profiles = targets.filter(isProfile);
	const elements = targets.filter((target, index) => !isProfile(target, index));
	const unknown = elements.find((name) => !known.has(name));
	if (unknown !== undefined) {
		const near = nearest(unknown, [...names.profiles, ...known]);
		throw new UserError({
			code: "target-not-found",
			message: `There is no profile and no element '${unknown}'`,
			next: [
				...(near.length > 0 ? [`Did you mean ${near.join(" or ")}?`] : []),
				`Profiles: ${names.profiles.join(", ") || "none"}. Elements of your own need --elements-path or ELEMENTS_PATH.`,
			],
		});
	}
	if (profiles.length > 1) {
		throw new UserError({
			code: "two-profiles",
			message: `A build has one profile, but ${profiles.join(" and ")} are given`,
			next: ["Build them one after the other, or write a profile that extends one of them."],
		});
	}
	return { ...given("profile", profiles[0]), elements };
}

/**
 * The options of a `diskwright build`: flags over the profile over the environment over defaults. `profile` is empty for
 * a build from elements alone.
 */
export function buildOptions(
	flags: BuildFlags,
	profile: Profile,
	elements: readonly string[],
	argv: readonly string[],
	sources: ProfileSources & { readonly cwd: string; readonly ownKey: () => string | undefined },
): BuildOptions {
	const merged = mergeProfiles(profile, flagsAsProfile(flags, elements, sources));
	const set = (flags.set ?? []).map(assignment);
	const setValues = Object.fromEntries(set.map(({ name, value }) => [name, value]));
	const env = { ...sources.env, ...plainVariables(merged), ...setValues };
	const options = applyProfile(optionsFromEnvironment("diskwright", env, sources.cwd), merged, sources);
	const { settings } = options;
	const replaced = new Set(set.map(({ name }) => name));
	return {
		...options,
		argv,
		imageName: flags.output ?? options.imageName,
		formats: flags.format ? parseFormats(flags.format.join(","), "--format") : options.formats,
		variables: [...options.variables.filter(({ name }) => !replaced.has(name)), ...set],
		settings: {
			...settings,
			debugTrace: settings.debugTrace + (flags.trace ?? 0),
			tmpfs: settings.tmpfs && flags.tmpfs,
			imageCache: flags.imageCache ? resolve(sources.cwd, flags.imageCache) : settings.imageCache,
			compression: flags.qcow2Compression ? parseCompression(flags.qcow2Compression) : settings.compression,
			checksums: flags.checksum ? checksumFlag(flags.checksum) : settings.checksums,
		},
	};
}

/** Flags that say the same as a key of a profile. Their values are checked here, so that errors name the flag. */
function flagsAsProfile(
	flags: BuildFlags,
	elements: readonly string[],
	{ cwd, ownKey }: { readonly cwd: string; readonly ownKey: () => string | undefined },
): Profile {
	check("--size", flags.size, parseSize);
	check("--journal-size", flags.journalSize, parseSize);
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

function checksumFlag(value: true | string): BuildOptions["settings"]["checksums"] {
	const kinds = checksums(value === true ? "1" : value);
	if (kinds.length > 0) return kinds;
	throw new UserError({
		code: "unknown-checksum",
		message: `--checksum is '${value}'`,
		next: ["Use md5, sha256, or no value for both."],
	});
}

function assignment(text: string): GivenVariable {
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
