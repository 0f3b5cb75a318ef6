import { createHash } from "node:crypto";
import type { VariableMeta } from "../element/element.js";
import { PLACE_VARIABLES, withoutPlaceFlags } from "../reproducible/surroundings.js";
import { knownSecrets } from "../secrets/find-secrets.js";
import { createMasker, type Masker, maskStrings } from "../secrets/masker.js";
import { isSecretName } from "../secrets/secret-name.js";
import { withoutUndefined } from "../values/given.js";
import { type BuildOptions, checksums } from "./build-options.js";
import { dibEnv } from "./dib-env.js";
import { assertEnvironment, fitParts } from "./environment-limits.js";
import { withoutLayerFlags } from "./layer-flags.js";
import type { PlannedVariable } from "./plan.js";

export interface PlannedEnvironment {
	/** Real values, for the builder only. */
	readonly environment: Readonly<Record<string, string>>;
	/** For plan.json and for people: values of the profile's and engine's variables, hashes of the caller's. */
	readonly variables: readonly PlannedVariable[];
	/** Names whose values must not be shown anywhere. */
	readonly secrets: readonly string[];
	/** Names whose values are too long for DIB_ENV, and arguments too long for DIB_ARGS. */
	readonly leftOut: readonly string[];
	/** Those values, and what other values and the command line hold of logins and the like (core/secrets). */
	readonly secretValues: readonly string[];
}

/** Variables of the caller that DIB trips over; they are not inputs here (Q11). */
const ACCIDENTS = ["IMAGE_ELEMENT", "IMAGE_BLOCK_DEVICE", "IMAGE_BLOCK_DEVICES", "EXTRA_DETACH", "EXTRA_UNMOUNT"];

/**
 * The environment of the hooks: the caller's, then the profile's and the flags' variables, then what options export
 * (contract §2.2, §3.1). The engine's own variables (contract §3.2) come on top during the build.
 * `meta` is what the selected elements say about the variables they read.
 */
export function planEnvironment(
	options: BuildOptions,
	caller: Readonly<Record<string, string>>,
	meta: Readonly<Record<string, VariableMeta>>,
): PlannedEnvironment {
	const given = Object.fromEntries(options.variables.map(({ name, value }) => [name, value]));
	const clean = Object.fromEntries(Object.entries(caller).filter(([name]) => !ACCIDENTS.includes(name)));
	const declaredSecret = new Set(options.variables.filter(({ secret }) => secret).map(({ name }) => name));
	const isSecret = (name: string) => declaredSecret.has(name) || (meta[name] ? meta[name].secret : isSecretName(name));
	const base: Record<string, string> = { ...clean, ...given };
	const secrets = Object.keys(base).filter(isSecret).sort();
	const secretValues = knownSecrets(base, options.argv, isSecret);
	const mask = createMasker(secretValues);
	const { exported, leftOut } = exportedByOptions(options, base, new Set(secrets), mask);
	const environment = { ...base, ...exported };
	assertEnvironment(environment);
	const from = new Map(options.variables.map((variable) => [variable.name, variable.from]));
	const variables = Object.keys(environment)
		.sort()
		.map((name): PlannedVariable => {
			// Of a value with a secret in it a hash could be guessed as well.
			const value = mask(environment[name] as string);
			if (isSecret(name)) return { name, secret: true, from: from.get(name) ?? "caller" };
			// DIB_ENV repeats the caller's values, which the plan does not hold.
			if (name === "DIB_ENV") return { name, hash: hash(value), secret: false, from: "engine" };
			if (name in exported && !from.has(name)) return { name, value, secret: false, from: "engine" };
			const origin = from.get(name);
			return origin
				? { name, value, secret: false, from: origin }
				: { name, hash: hash(value), secret: false, from: "caller" };
		});
	return { environment, variables, secrets, secretValues, leftOut };
}

/** The "Exported" column of contract §2.2, as far as the engine does not set it from the plan's settings. */
function exportedByOptions(
	options: BuildOptions,
	base: Readonly<Record<string, string>>,
	secrets: ReadonlySet<string>,
	mask: Masker,
): { exported: Record<string, string>; leftOut: string[] } {
	const { settings } = options;
	const optional: Record<string, string | number | undefined> = {
		SKIP_BASE: options.skipBase ? 1 : undefined,
		RAMDISK_ELEMENT: options.ramdiskElement,
		DIB_IMAGE_SIZE: settings.imageSize,
		DIB_IMAGE_EXTRA_SIZE: settings.imageExtraSize,
		MAX_ONLINE_RESIZE: settings.maxOnlineResize,
		COMPRESS_IMAGE: settings.compression === "none" ? "" : undefined,
		...assignedOver(options, base),
	};
	const exported = Object.entries(withoutUndefined(optional));
	const argv = settings.reproducible ? withoutPlaceFlags(options.argv) : options.argv;
	const args = argumentsText(maskedArguments(withoutLayerFlags(argv), base, secrets, mask));
	const silent = settings.reproducible ? new Set([...secrets, ...PLACE_VARIABLES]) : secrets;
	const dump = dibEnv(maskStrings({ ...base, DIB_ARGS: args.text }, mask), silent);
	return {
		exported: {
			...Object.fromEntries(exported.map(([name, value]) => [name, String(value)])),
			DIB_CHECKSUM: checksum(settings.checksums, base.DIB_CHECKSUM),
			DIB_ARGS: args.text,
			DIB_ENV: dump.text,
		},
		leftOut: [...args.leftOut, ...dump.leftOut],
	};
}

/** What DIB assigns without exporting it: hooks see it where the caller has exported the variable. */
function assignedOver({ settings }: BuildOptions, base: Readonly<Record<string, string>>): Record<string, string> {
	const assigned: Record<string, string | undefined> = {
		COMPRESS_IMAGE: settings.compression === "none" ? "" : "true",
		DIB_GZIP_BIN: settings.gzip,
		// --install-type becomes a snippet of the build too.
		DIB_DEFAULT_INSTALLTYPE: settings.installType ?? (base.DIB_DEFAULT_INSTALLTYPE || "source"),
		MKFS_OPTS: settings.mkfsOptions,
		QEMU_IMG_OPTIONS: settings.qemuImgOptions,
		ROOT_LABEL: settings.rootLabel,
	};
	const changed = Object.entries(assigned).filter(([name, value = ""]) => name in base && base[name] !== value);
	return Object.fromEntries(changed.map(([name, value = ""]) => [name, value]));
}

/** The caller's own words where they ask for the same. */
function checksum(kinds: readonly string[], own: string | undefined): string {
	if (own && String(checksums(own)) === String(kinds)) return own;
	if (kinds.length === 0) return "0";
	return kinds.length === 2 ? "1" : (kinds[0] as string);
}

/** DIB_ARGS ends up in the image (manifests element): values of secrets given on the command line do not. */
function maskedArguments(
	argv: readonly string[],
	base: Readonly<Record<string, string>>,
	secrets: ReadonlySet<string>,
	mask: Masker,
): string[] {
	const hidden = [...secrets].map((name) => base[name] as string).filter((value) => value.length > 0);
	return argv.map((argument) => {
		const value = hidden.find((secret) => argument === secret || argument.endsWith(`=${secret}`));
		return value ? `${argument.slice(0, argument.length - value.length)}***` : mask(argument);
	});
}

function argumentsText(words: readonly string[]): { text: string; leftOut: string[] } {
	const parts = words.map((text, index) => ({ name: String(index), text }));
	const { kept, leftOut } = fitParts("DIB_ARGS", parts);
	const shortened = leftOut.map((index) => `${(words[Number(index)] as string).slice(0, 20)}… (an argument)`);
	return { text: kept.join(" "), leftOut: shortened };
}

const hash = (value: string) => createHash("sha256").update(value).digest("hex").slice(0, 12);
