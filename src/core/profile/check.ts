import { stringify } from "yaml";
import { type Place, UserError } from "../errors.js";
import { secretsIn } from "../secrets/find-secrets.js";
import { isSecretName } from "../secrets/secret-name.js";
import { MIRRORS } from "../settings/origins.js";
import { secretInProfile } from "./options.js";
import { parseProfile } from "./parse.js";
import type { Profile } from "./profile.js";

/** Longest name of a profile: it becomes the name of files with suffixes of their own. */
const LONGEST_NAME = 64;

/**
 * Checks a name under which a profile is to be saved. It becomes the name of files and is typed on command lines: letters
 * and digits of ASCII and `. _ + -`; a title may be in any script. Throws UserError `bad-profile-name`.
 */
export function checkProfileName(name: string): void {
	const complaint = nameComplaint(name);
	if (complaint === undefined) return;
	throw new UserError({
		code: "bad-profile-name",
		message: `A profile cannot be called ${JSON.stringify(name)}: ${complaint}`,
		next: ["Choose another name, like web-server. The title can hold any text."],
	});
}

function nameComplaint(name: string): string | undefined {
	if (name === "") return "the name is empty";
	if (name.includes("/")) return "a name has no slash";
	if (/^[.-]/.test(name)) return `a name does not begin with '${name[0]}'`;
	if (!/^[\w.+-]+$/.test(name)) return "a name has letters from a to z, digits and . _ + - only";
	if (/\.ya?ml$/.test(name)) return "the suffix is added by itself";
	return name.length > LONGEST_NAME ? `a name has ${LONGEST_NAME} characters at most` : undefined;
}

/**
 * Checks that no variable of a profile holds a secret instead of a reference to one. Secrets are told by their
 * names, and by what elements say about their variables (`isSecret`). Throws UserError `secret-in-profile`.
 */
export function checkNoSecrets(
	profile: Profile,
	isSecret: (name: string) => boolean = () => false,
	placeOf: (path: readonly string[]) => Place | undefined = () => undefined,
): void {
	for (const [name, value] of Object.entries(profile.variables ?? {})) {
		if (typeof value === "string" && value !== "" && (isSecretName(name) || isSecret(name)))
			throw secretInProfile(name, placeOf(["variables", name]));
		if (typeof value === "string" && secretsIn(value).length > 0)
			throw loginInProfile(name, `'${name}: {from-env: ${name}}'`, placeOf(["variables", name]));
	}
	for (const [name, value] of Object.entries(profile.mirrors ?? {})) {
		if (typeof value !== "string" || secretsIn(value).length === 0) continue;
		const [variable = name] = Object.keys(MIRRORS[name as keyof typeof MIRRORS].variables?.(value) ?? {});
		throw loginInProfile(name, `'${variable}: {from-env: NAME}' below 'variables'`, placeOf(["mirrors", name]));
	}
}

function loginInProfile(name: string, reference: string, place?: Place): UserError {
	return new UserError({
		code: "secret-in-profile",
		message: `The address in '${name}' holds a password or a token, and profiles hold none`,
		...(place ? { place } : {}),
		next: [`Write ${reference} instead, and set it in the environment of the build.`],
	});
}

/** Checks a profile made from something else, which is at `place`, against the format. Throws UserError naming the key. */
export function checkProfile(profile: Profile, place: Place): Profile {
	try {
		return parseProfile(stringify(profile), place.file).profile;
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		const { code, message, next } = error;
		throw new UserError({ code, message, place, next });
	}
}
