import type { DraftBuild } from "../../core/profile/draft-build.js";
import type { Profile } from "../../core/profile/profile.js";
import { isKeyText } from "../../core/settings/files.js";
import { given, sectionOf } from "../../core/values/given.js";
import { type Field, referenceText } from "../wizard/variables/fields.js";

/** The variable that the hash of the user's password reaches the elements by. */
export const PASSWORD_VARIABLE = "DIB_DEV_USER_PASSWORD";

/** Variables of the user, for which the profile has keys of its own. */
export const USER_VARIABLES: ReadonlySet<string> = new Set([
	"DIB_DEV_USER_USERNAME",
	"DIB_DEV_USER_AUTHORIZED_KEYS",
	PASSWORD_VARIABLE,
	"DIB_DEV_USER_PWDLESS_SUDO",
]);

/** The keys of the profile's user as fields. */
export function loginFields({ profile, secrets }: DraftBuild): Field[] {
	const { user } = profile;
	const hash = user?.["password-hash"];
	const from = (value: unknown) => (value === undefined ? ("unset" as const) : ("profile" as const));
	const base = { mined: false, readers: [{ element: "devuser", places: [] }] };
	return [
		{
			...{ ...base, id: "user.name", label: "user", type: "string", secret: false, source: from(user?.name) },
			...(user?.name === undefined ? {} : { value: user.name }),
			meaning: "Name of the user who can log in, usually your own.",
		},
		{
			...{
				...base,
				id: "user.ssh-key",
				label: "ssh key",
				type: "string",
				secret: false,
				source: from(user?.["ssh-key"]),
			},
			...(user?.["ssh-key"] === undefined ? {} : { value: user["ssh-key"] }),
			meaning: "The public key that may log in: its text, or the file that holds it, such as ~/.ssh/id_ed25519.pub.",
		},
		{
			...{ ...base, id: "user.password-hash", label: "password", type: "string", secret: true },
			...(secrets?.[PASSWORD_VARIABLE] !== undefined
				? { source: "memory" as const }
				: hash
					? { source: "reference" as const, value: referenceText(hash) }
					: { source: "unset" as const }),
			meaning:
				"Space asks for it, twice; only its hash is kept. e takes a hash (openssl passwd -6) or where one lies: env:NAME, file:PATH.",
		},
		{
			...{ ...base, id: "user.sudo", label: "sudo", type: "boolean", secret: false, default: "yes" },
			...(user?.sudo === undefined
				? { source: "default" as const }
				: { source: "profile" as const, value: user.sudo ? "yes" : "no" }),
			meaning: "Whether the user may run everything with sudo without a password.",
		},
	];
}

/** Why a text cannot be this key of the user. */
export function loginComplaint(id: string, text: string): string | undefined {
	if (text === "") return undefined;
	if (id === "user.name") {
		return /^[a-z_][\w.+-]{0,31}$/.test(text)
			? undefined
			: "must begin with a small letter, then letters, digits, . _ + -";
	}
	if (id === "user.ssh-key") {
		if (/PRIVATE KEY/.test(text)) return "is a private key: give the public one, whose file ends in .pub";
		return isKeyText(text) || !/\s/.test(text) ? undefined : "is neither a public key nor the path of a file";
	}
	if (id === "user.password-hash") {
		return /^\$[0-9a-z]+\$\S+$/.test(text) ? undefined : "is no hash: make one with openssl passwd -6";
	}
	return undefined;
}

type User = NonNullable<Profile["user"]>;

/** The profile with a key of its user set; without one nothing is left of a user who has no key. */
export function withUser(profile: Profile, change: { [key in keyof User]?: User[key] | undefined }): Profile {
	const { user: before, ...others } = profile;
	return { ...others, ...given("user", sectionOf({ ...before, ...change })) } as Profile;
}
