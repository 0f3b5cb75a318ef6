import { type BuildOptions, optionsFromEnvironment } from "../build-options.js";
import type { Profile } from "../profile.js";
import { secretsIn } from "../secrets/find-secrets.js";
import { isSecretName } from "../secrets/secret-name.js";
import type { Reference } from "./variables.js";

/** Variables that options are read from and that a profile has keys for. */
export const OPTION_VARIABLES: readonly string[] = [
	...["ARCH", "IMAGE_NAME", "SKIP_BASE", "DIB_IMAGE_SIZE", "DIB_JOURNAL_SIZE", "DIB_OFFLINE", "DIB_CHECKSUM"],
	...["FS_TYPE", "ROOT_LABEL", "MKFS_OPTS", "QEMU_IMG_OPTIONS"],
];
const ZSTD = "compression_type=zstd";

/**
 * The profile that builds what these options of `disk-image-create` build. `given` are the variables assigned for the
 * build, which the options were read with; `absolute` makes file names absolute. A secret among them becomes a reference
 * to the environment, which `notes` tells in a sentence.
 */
export function profileFromOptions(
	options: BuildOptions,
	given: Readonly<Record<string, string | Reference>>,
	absolute: (file: string) => string,
): { readonly profile: Profile; readonly notes: readonly string[] } {
	const { settings, skipBase } = options;
	const others = Object.fromEntries(Object.entries(given).filter(([name]) => !OPTION_VARIABLES.includes(name)));
	const { variables, notes } = withoutSecrets({ ...others, ...settingVariables(options) });
	const take = (name: string) => {
		const value = variables.get(name);
		if (typeof value !== "string" || value === "") return undefined;
		variables.delete(name);
		return value;
	};
	const takeFile = (name: string) => {
		const file = take(name);
		return file === undefined ? undefined : absolute(file);
	};
	const config = take("DIB_BLOCK_DEVICE_CONFIG");
	const { elements, layout } = config ? { ...configured(config, absolute), ...options } : splitLayout(options.elements);
	const profile = {
		version: 1,
		architecture: options.architecture,
		release: take("DIB_RELEASE"),
		elements: [...elements],
		"skip-base": skipBase || undefined,
		packages: settings.extraPackages.length > 0 ? [...settings.extraPackages] : undefined,
		mirrors: section({
			debian: take("DIB_DISTRIBUTION_MIRROR"),
			"debian-security": take("DIB_DEBIAN_SECURITY_MIRROR"),
			proxy: takeProxy(variables),
			"apt-sources": takeFile("DIB_APT_SOURCES"),
		}),
		disk: section({ layout, ...diskOf(settings) }),
		outputs: outputsOf(options),
		"image-name": options.imageName,
		checksum: settings.checksums.length > 1 ? true : settings.checksums[0],
		offline: settings.offline || undefined,
		user: elements.includes("devuser") ? takeUser(variables, take, takeFile) : undefined,
		variables: section(Object.fromEntries(variables)),
	};
	return { profile: section(profile) as Profile, notes };
}

type Variables = Map<string, string | Reference>;
type Settings = BuildOptions["settings"];

function withoutSecrets(given: Readonly<Record<string, string | Reference>>) {
	const variables: Variables = new Map(Object.entries(given));
	const notes: string[] = [];
	for (const [name, value] of variables) {
		if (typeof value !== "string" || value === "" || (!isSecretName(name) && secretsIn(value).length === 0)) continue;
		variables.set(name, { "from-env": name });
		notes.push(`'${name}' is secret and was not kept: set it in the environment of the build`);
	}
	return { variables, notes };
}

/** Settings without a key in a profile, as the variables that stand for them (contract §2.2, §3.3). */
function settingVariables({ settings, variables }: BuildOptions): Record<string, string> {
	const { settings: usual } = optionsFromEnvironment("disk-image-create", {}, "/");
	const differing = (name: keyof Settings) => (settings[name] === usual[name] ? undefined : String(settings[name]));
	const others = settings.qemuImgOptions?.split(",").filter((option) => option !== ZSTD);
	return section({
		...Object.fromEntries(variables.map(({ name, value }) => [name, value])),
		DIB_IMAGE_CACHE: differing("imageCache"),
		DIB_NO_TMPFS: settings.tmpfs ? undefined : "1",
		DIB_MIN_TMPFS: differing("minTmpfs"),
		DIB_DEBUG_TRACE: differing("debugTrace"),
		DIB_IMAGE_EXTRA_SIZE: differing("imageExtraSize"),
		MAX_ONLINE_RESIZE: differing("maxOnlineResize"),
		QEMU_IMG_OPTIONS: others?.join() || undefined,
		DIB_DEFAULT_INSTALLTYPE: settings.installType,
	}) as Record<string, string>;
}

function configured(config: string, absolute: (file: string) => string) {
	const file = /^file:\/\/(.+)$/s.exec(config)?.[1];
	return { layout: file === undefined ? { config } : { file: absolute(file) } };
}

/** A partitioning element that stands alone is a layout. */
function splitLayout(elements: readonly string[]) {
	const [only, ...more] = elements.filter((name) => name.startsWith("block-device-"));
	const layout = (["mbr", "gpt", "efi"] as const).find((name) => only === `block-device-${name}`);
	if (!layout || more.length > 0) return { elements, layout: undefined };
	return { elements: elements.filter((name) => name !== only), layout };
}

function diskOf({ imageSize, journalSize, fsType, rootLabel, mkfsOptions }: Settings) {
	return {
		size: imageSize === undefined ? undefined : `${imageSize}GiB`,
		"journal-size": journalSize === 64 ? undefined : `${journalSize}MiB`,
		"file-system": fsType === "ext4" ? undefined : fsType,
		"root-label": rootLabel || undefined,
		"mkfs-options": mkfsOptions || undefined,
	};
}

function outputsOf({ formats, settings }: BuildOptions): NonNullable<Profile["outputs"]> {
	const zstd = settings.compression !== "none" && settings.qemuImgOptions?.split(",").includes(ZSTD);
	const compression = zstd ? "zstd" : settings.compression;
	return formats.map((format) => (format === "qcow2" ? { format, compression } : { format }));
}

function takeProxy(variables: Variables): string | undefined {
	const proxy = variables.get("http_proxy");
	if (typeof proxy !== "string" || proxy === "" || variables.get("https_proxy") !== proxy) return undefined;
	variables.delete("http_proxy");
	variables.delete("https_proxy");
	return proxy;
}

/** The variables of the element devuser, unless they name nobody. */
function takeUser(
	variables: Variables,
	take: (name: string) => string | undefined,
	takeFile: (name: string) => string | undefined,
): Profile["user"] {
	const names = ["USERNAME", "AUTHORIZED_KEYS", "PASSWORD"].map((name) => `DIB_DEV_USER_${name}`);
	if (!names.some((name) => variables.get(name))) return undefined;
	const hash = variables.get("DIB_DEV_USER_PASSWORD");
	variables.delete("DIB_DEV_USER_PASSWORD");
	const sudo = take("DIB_DEV_USER_PWDLESS_SUDO") === undefined ? false : undefined;
	variables.delete("DIB_DEV_USER_PWDLESS_SUDO");
	return section({
		name: take("DIB_DEV_USER_USERNAME"),
		"ssh-key": takeFile("DIB_DEV_USER_AUTHORIZED_KEYS"),
		"password-hash": hash || undefined,
		sudo,
	}) as Profile["user"];
}

/** Without what is undefined; undefined when nothing is left. */
function section(values: Record<string, unknown>): Record<string, unknown> | undefined {
	const kept = Object.entries(values).filter(([, value]) => value !== undefined);
	return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}
