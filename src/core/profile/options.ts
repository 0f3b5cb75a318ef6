import { type BuildOptions, type Compression, checksums, type GivenVariable, given } from "../build-options.js";
import { type Place, UserError } from "../errors.js";
import type { Profile } from "../profile.js";
import { parseDuration, parseOnFailure, parseSize } from "../quantities.js";
import { isSecretName } from "../secrets.js";

/** What a profile needs from outside the core. */
export interface ProfileSources {
	/** Where a value of the profile stands, for errors. */
	readonly placeOf: (path: readonly PropertyKey[]) => Place;
	readonly env: Readonly<Record<string, string>>;
	/** Content of a file named by the profile (relative to it), without the trailing line break. Throws UserError. */
	readonly readText: (file: string, place: Place) => string;
	/** Absolute path of a file named by the profile, which must exist. Throws UserError. */
	readonly filePath: (file: string, place: Place) => string;
	/** Path of a file that holds this public key. */
	readonly keyFile: (key: string) => string;
}

/** Lays a profile over the defaults of a build. Throws UserError with the place in the profile. */
export function applyProfile(defaults: BuildOptions, profile: Profile, sources: ProfileSources): BuildOptions {
	const { disk, outputs } = profile;
	const layout = layoutOf(profile, sources);
	const elements = [
		...(profile.elements ?? []),
		...(layout.element ? [layout.element] : []),
		...(profile.user && !profile.elements?.includes("devuser") ? ["devuser"] : []),
	];
	const imageName = profile["image-name"] ?? profile.name;
	return {
		...defaults,
		...given("profile", profile.name),
		...given("architecture", profile.architecture ?? defaults.architecture),
		elements: [...new Set(elements)],
		skipBase: profile["skip-base"] ?? defaults.skipBase,
		imageName: imageName ?? defaults.imageName,
		formats: outputs ? [...new Set(outputs.map(({ format }) => format))] : defaults.formats,
		variables: [...defaults.variables, ...variablesOf(profile, sources), ...layout.variables],
		settings: {
			...defaults.settings,
			offline: profile.offline ?? defaults.settings.offline,
			extraPackages: profile.packages ?? [],
			fsType: disk?.["file-system"] ?? defaults.settings.fsType,
			...given("rootLabel", disk?.["root-label"] ?? defaults.settings.rootLabel),
			mkfsOptions: disk?.["mkfs-options"] ?? defaults.settings.mkfsOptions,
			...given("imageSize", disk?.size ? parseSize(disk.size) / 2 ** 30 : defaults.settings.imageSize),
			journalSize: disk?.["journal-size"]
				? Math.ceil(parseSize(disk["journal-size"]) / 2 ** 20)
				: defaults.settings.journalSize,
			compression: compressionOf(profile) ?? defaults.settings.compression,
			checksums: checksumsOf(profile) ?? defaults.settings.checksums,
			onFailure: profile["on-failure"] ? parseOnFailure(profile["on-failure"]) : defaults.settings.onFailure,
			...given(
				"taskTimeoutSeconds",
				profile["task-timeout"] ? parseDuration(profile["task-timeout"]) : defaults.settings.taskTimeoutSeconds,
			),
			...given("bootTest", bootTestOf(profile["boot-test"]) ?? defaults.settings.bootTest),
		},
	};
}

/** What the boot test waits for when the profile or flag does not say. */
export const BOOT_TEST = { until: "login: ", timeoutSeconds: 300 };

function bootTestOf(value: Profile["boot-test"]): typeof BOOT_TEST | undefined {
	if (!value) return undefined;
	if (value === true) return BOOT_TEST;
	return {
		until: value.until ?? BOOT_TEST.until,
		timeoutSeconds: value.timeout ? parseDuration(value.timeout) : BOOT_TEST.timeoutSeconds,
	};
}

function compressionOf({ outputs }: Profile): Compression | undefined {
	return outputs?.find(({ format }) => format === "qcow2")?.compression;
}

function checksumsOf({ checksum }: Profile) {
	if (checksum === undefined) return undefined;
	return checksum === false ? [] : checksums(checksum === true ? "1" : checksum);
}

interface Layout {
	readonly element?: string;
	readonly variables: readonly GivenVariable[];
}

/** A named layout is an element; a configuration reaches the engine as DIB_BLOCK_DEVICE_CONFIG (contract §9.1). */
function layoutOf(profile: Profile, { filePath, placeOf }: ProfileSources): Layout {
	const layout = profile.disk?.layout;
	if (layout === undefined || layout === "none") return { variables: [] };
	const variable = (value: string) => [
		{ name: "DIB_BLOCK_DEVICE_CONFIG", value, secret: false, from: "profile" } as const,
	];
	if (typeof layout === "object") {
		const place = placeOf(["disk", "layout"]);
		return { variables: variable("config" in layout ? layout.config : `file://${filePath(layout.file, place)}`) };
	}
	const element = `block-device-${layout}`;
	const other = profile.elements?.find((name) => name.startsWith("block-device-") && name !== element);
	if (other) {
		throw new UserError({
			code: "layout-conflict",
			message: `The layout '${layout}' and the element '${other}' exclude each other`,
			place: placeOf(["disk", "layout"]),
			next: [`Remove '${other}' from the elements, or the layout.`],
		});
	}
	return { element, variables: [] };
}

function variablesOf(profile: Profile, sources: ProfileSources): GivenVariable[] {
	const { mirrors, user } = profile;
	const plain: Record<string, string | undefined> = {
		DIB_RELEASE: profile.release,
		DIB_DISTRIBUTION_MIRROR: mirrors?.debian,
		DIB_DEBIAN_SECURITY_MIRROR: mirrors?.["debian-security"],
		http_proxy: mirrors?.proxy,
		https_proxy: mirrors?.proxy,
		DIB_APT_SOURCES: mirrors?.["apt-sources"]
			? sources.filePath(mirrors["apt-sources"], sources.placeOf(["mirrors", "apt-sources"]))
			: undefined,
		DIB_DEV_USER_USERNAME: user?.name,
		DIB_DEV_USER_AUTHORIZED_KEYS: user?.["ssh-key"]
			? keyPath(user["ssh-key"], sources, sources.placeOf(["user", "ssh-key"]))
			: undefined,
		DIB_DEV_USER_PWDLESS_SUDO: user ? (user.sudo === false ? "" : "yes") : undefined,
	};
	const variables = Object.entries(plain)
		.filter((entry): entry is [string, string] => entry[1] !== undefined)
		.map(([name, value]): GivenVariable => ({ name, value, secret: false, from: "profile" }));
	const hash = user?.["password-hash"];
	if (hash) variables.push(resolveReference("DIB_DEV_USER_PASSWORD", hash, ["user", "password-hash"], sources));
	for (const [name, value] of Object.entries(profile.variables ?? {})) {
		if (typeof value !== "string") {
			variables.push(resolveReference(name, value, ["variables", name], sources));
			continue;
		}
		if (isSecretName(name) && value !== "") {
			throw new UserError({
				code: "secret-in-profile",
				message: `'${name}' looks like a secret, and profiles hold none`,
				place: sources.placeOf(["variables", name]),
				next: [`Write '${name}: {from-env: ${name}}' or '${name}: {from-file: PATH}'.`],
			});
		}
		variables.push({ name, value, secret: false, from: "profile" });
	}
	return variables;
}

/** A key as text starts with its type; everything else names a file. */
export function keyPath(key: string, sources: Pick<ProfileSources, "filePath" | "keyFile">, place: Place): string {
	return /^(ssh|ecdsa|sk)-\S+ \S/.test(key.trim()) ? sources.keyFile(key.trim()) : sources.filePath(key, place);
}

function resolveReference(
	name: string,
	reference: { "from-env": string } | { "from-file": string },
	path: readonly string[],
	{ env, placeOf, readText }: ProfileSources,
): GivenVariable {
	const place = placeOf(path);
	if ("from-file" in reference) {
		return { name, value: readText(reference["from-file"], place), secret: true, from: "profile" };
	}
	const value = env[reference["from-env"]];
	if (value === undefined) {
		throw new UserError({
			code: "secret-missing",
			message: `The environment variable ${reference["from-env"]}, which '${name}' is taken from, is not set`,
			place,
			next: [`Set it: export ${reference["from-env"]}=…`],
		});
	}
	return { name, value, secret: true, from: "profile" };
}
