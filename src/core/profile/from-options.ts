import { DIB_OPTIONS } from "../dib/options.js";
import type { BuildOptions } from "../planning/build-options.js";
import { secretsIn } from "../secrets/find-secrets.js";
import { isSecretName } from "../secrets/secret-name.js";
import { optionsFromEnvironment } from "../settings/from-environment.js";
import type { DibRequestParts, Reference } from "../settings/setting.js";
import { ALL_SETTINGS, placeValues } from "../settings/settings.js";
import { sectionOf } from "../values/given.js";
import type { Profile } from "./profile.js";

/** Variables that options are read from and that a profile has keys for. */
export const OPTION_VARIABLES: readonly string[] = ALL_SETTINGS.flatMap(({ row }) => row.optionVariables ?? []);

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
	const others = Object.fromEntries(Object.entries(given).filter(([name]) => !OPTION_VARIABLES.includes(name)));
	const { variables, notes } = withoutSecrets({ ...others, ...settingVariables(options) });
	const takes = takeVariables(variables, absolute);
	const config = takes.take("DIB_BLOCK_DEVICE_CONFIG");
	const disk = config
		? { elements: options.elements, layout: configured(config, absolute) }
		: splitLayout(options.elements);
	const parts: DibRequestParts = { ...takes, ...disk, options };
	const values = ALL_SETTINGS.map(({ path, row, group }) => {
		const isSaid = group?.isInDib?.(parts) ?? true;
		return { path, read: isSaid ? row.fromDib : undefined };
	}).map(({ path, read }) => [path, read?.(parts)] as const);
	const profile = { version: 1, ...placeValues(values), variables: sectionOf(Object.fromEntries(variables)) };
	return { profile: sectionOf(profile) as Profile, notes };
}

/** What takes variables out of a map, once a key stands for them. */
function takeVariables(variables: Variables, absolute: (file: string) => string) {
	const take = (name: string) => {
		const value = variables.get(name);
		if (typeof value !== "string" || value === "") return undefined;
		variables.delete(name);
		return value;
	};
	return {
		take,
		takeFile: (name: string) => {
			const file = take(name);
			return file === undefined ? undefined : absolute(file);
		},
		takeEqual: (one: string, other: string) => {
			if (!variables.get(one) || variables.get(one) !== variables.get(other)) return undefined;
			const value = take(one);
			if (value !== undefined) variables.delete(other);
			return value;
		},
		takeSecret: (name: string) => {
			const value = variables.get(name);
			variables.delete(name);
			return typeof value === "object" ? value : undefined;
		},
		has: (name: string) => Boolean(variables.get(name)),
		drop: (name: string) => {
			const had = Boolean(variables.get(name));
			variables.delete(name);
			return had;
		},
	};
}

type Variables = Map<string, string | Reference>;

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
	const kept = DIB_OPTIONS.flatMap(({ kept }) => (kept ? [kept] : []));
	return sectionOf({
		...Object.fromEntries(variables.map(({ name, value }) => [name, value])),
		...Object.fromEntries(
			kept.map(([name, read]) => [name, read(settings) === read(usual) ? undefined : read(settings)]),
		),
	}) as Record<string, string>;
}

function configured(config: string, absolute: (file: string) => string) {
	const file = /^file:\/\/(.+)$/s.exec(config)?.[1];
	return file === undefined ? { config } : { file: absolute(file) };
}

/** A partitioning element that stands alone is a layout. */
function splitLayout(elements: readonly string[]) {
	const [only, ...more] = elements.filter((name) => name.startsWith("block-device-"));
	const layout = (["mbr", "gpt", "efi"] as const).find((name) => only === `block-device-${name}`);
	if (!layout || more.length > 0) return { elements, layout: undefined };
	return { elements: elements.filter((name) => name !== only), layout };
}
