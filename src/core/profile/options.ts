import { type Place, UserError } from "../errors.js";
import type { BuildOptions, GivenVariable } from "../planning/build-options.js";
import { isSecretName } from "../secrets/secret-name.js";
import { isKeyText } from "../settings/files.js";
import type { Reference, VariableValue } from "../settings/setting.js";
import { givenSettings } from "../settings/settings.js";
import { given } from "../values/given.js";
import type { Profile } from "./profile.js";
import { type ProfileVariable, profileElements, profileVariables } from "./variables.js";

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
	assertOneLayout(profile, sources);
	const values = givenSettings(profile);
	const options = values.map(({ setting: { row }, value }) => row.options?.(value));
	const settings = values.map(({ setting: { row, path }, value }) => {
		const absolute = (file: string) => sources.filePath(file, sources.placeOf(path));
		return row.settings?.(row.paths ? row.paths(value, absolute) : value);
	});
	return {
		...defaults,
		...given("profile", profile.name),
		...given("imageName", profile.name),
		...Object.assign({}, ...options),
		elements: profileElements(profile),
		variables: [
			...defaults.variables,
			...profileVariables(profile).map((variable) => resolveVariable(variable, sources)),
		],
		settings: { ...defaults.settings, ...Object.assign({}, ...settings) },
	};
}

function assertOneLayout({ disk, elements }: Profile, { placeOf }: ProfileSources): void {
	if (typeof disk?.layout !== "string" || disk.layout === "none") return;
	const own = `block-device-${disk.layout}`;
	const other = elements?.find((name) => name.startsWith("block-device-") && name !== own);
	if (!other) return;
	throw new UserError({
		code: "layout-conflict",
		message: `The layout '${disk.layout}' and the element '${other}' exclude each other`,
		place: placeOf(["disk", "layout"]),
		next: [`Remove '${other}' from the elements, or the layout.`],
	});
}

function resolveVariable({ name, value, path }: ProfileVariable, sources: ProfileSources): GivenVariable {
	if ("secret" in value) return resolveReference(name, value.secret, path, sources);
	if ("text" in value && isSecretName(name) && value.text !== "") throw secretInProfile(name, sources.placeOf(path));
	return { name, value: plainValue(value, sources, sources.placeOf(path)), secret: false, from: "profile" };
}

function plainValue(
	value: Exclude<VariableValue, { secret: Reference }>,
	sources: ProfileSources,
	place: Place,
): string {
	if ("text" in value) return value.text;
	if ("key" in value) return keyPath(value.key, sources, place);
	return `${value.prefix ?? ""}${sources.filePath(value.file, place)}`;
}

/** Profiles are shared and committed: they hold no secrets, but say where they are. */
export function secretInProfile(name: string, place?: Place): UserError {
	return new UserError({
		code: "secret-in-profile",
		message: `'${name}' looks like a secret, and profiles hold none`,
		...(place ? { place } : {}),
		next: [`Write '${name}: {from-env: ${name}}' or '${name}: {from-file: PATH}'.`],
	});
}

/** A key as text starts with its type; everything else names a file. */
export function keyPath(key: string, sources: Pick<ProfileSources, "filePath" | "keyFile">, place: Place): string {
	if (isKeyText(key)) return sources.keyFile(key.trim());
	try {
		return sources.filePath(key, place);
	} catch (error) {
		throw keyMissing(key, place, error);
	}
}

/** The place is told where it is one: a key that was chosen elsewhere is not the profile's fault. */
function keyMissing(key: string, place: Place, cause: unknown): unknown {
	if (!(cause instanceof UserError)) return cause;
	const isGone = (cause.cause as NodeJS.ErrnoException | undefined)?.code === "ENOENT";
	return new UserError({
		code: "ssh-key-missing",
		message: isGone ? `There is no file ${key} with a public key` : `The public key ${key} cannot be read`,
		...(place.line === undefined ? {} : { place }),
		next: ["Make a key: ssh-keygen -t ed25519", "Or name another file, or the text of the key."],
		cause,
	});
}

function resolveReference(
	name: string,
	reference: Reference,
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
