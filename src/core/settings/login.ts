import * as z from "zod";
import { movedSecret } from "./content.js";
import { isKeyText } from "./files.js";
import { name, reference, text } from "./schemas.js";
import { setting } from "./setting.js";

/** Who can log in: the user that the element devuser makes. */
export const LOGIN = {
	name: setting(name, {
		meaning: "Name of the user (`devuser`)",
		flags: [{ group: "login", words: "--user <name>", meaning: "make this user, who may use sudo", completes: "text" }],
		variables: (user) => ({ DIB_DEV_USER_USERNAME: { text: user } }),
		fromDib: ({ take }) => take("DIB_DEV_USER_USERNAME"),
	}),
	"ssh-key": setting(text, {
		meaning: "Public key: its file, or the key itself",
		flags: [
			{
				group: "login",
				words: "--ssh-key <file or text>",
				meaning: "public key of the user; your own in ~/.ssh by default",
				completes: "file",
				absent: ({ ownKey, isGiven }) => (isGiven("--user") ? ownKey() : undefined),
				read: (key: string, { absolute }) => (key.includes(" ") ? key : absolute(key)),
				write: (key, { filePath }) => ["--ssh-key", isKeyText(key) ? key : filePath(key)],
			},
		],
		paths: (key, change) => (isKeyText(key) ? key : change(key)),
		variables: (key) => ({ DIB_DEV_USER_AUTHORIZED_KEYS: { key } }),
		fromDib: ({ takeFile }) => takeFile("DIB_DEV_USER_AUTHORIZED_KEYS"),
	}),
	"password-hash": setting(reference, {
		meaning: "Hash of the password: a reference to a secret",
		paths: movedSecret,
		variables: (hash) => ({ DIB_DEV_USER_PASSWORD: { secret: hash } }),
		fromDib: ({ takeSecret }) => takeSecret("DIB_DEV_USER_PASSWORD"),
	}),
	sudo: setting(z.boolean(), {
		meaning: "`false`: the user may not use sudo without a password",
		variables: (sudo) => ({ DIB_DEV_USER_PWDLESS_SUDO: { text: sudo ? "yes" : "" } }),
		fromDib: ({ drop }) => (drop("DIB_DEV_USER_PWDLESS_SUDO") ? undefined : false),
	}),
};
