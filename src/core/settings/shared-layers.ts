import * as z from "zod";
import { UserError } from "../errors.js";
import { parsePublicKey } from "../layers/signing-keys.js";
import { secretsIn } from "../secrets/find-secrets.js";
import { checked, text } from "./schemas.js";
import { setting } from "./setting.js";

export const REMOTE_VARIABLE = "DISKWRIGHT_LAYERS_REMOTE";

/** The address of a folder. Throws UserError `bad-address`. */
export function parseRemote(what: string, address: string): string {
	const complain = (message: string, next: string) =>
		new UserError({ code: "bad-address", message: `${what} ${message}`, next: [next] });
	if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
		throw complain("needs the address of a folder", "Write it like http://cache.example/layers");
	}
	const { search, hash } = new URL(address);
	if (search !== "" || hash !== "") {
		throw complain("names no folder: something stands after its path", "Leave out what begins with ? or #.");
	}
	return address.replace(/\/+$/, "");
}

function withoutLogin(address: string): string {
	if (secretsIn(address).length === 0) return parseRemote("it", address);
	throw new UserError({
		code: "secret-in-profile",
		message: "The address holds a password or a token, which profiles and command lines show",
		next: [`Set ${REMOTE_VARIABLE} in the environment of the build instead.`],
	});
}

function trustedKeys(what: string, keys: readonly string[]): string[] {
	return keys.map((key) => {
		try {
			return parsePublicKey(key);
		} catch (error) {
			throw new UserError({
				code: "bad-key",
				message: `${what}: ${(error as Error).message}`,
				next: ["diskwright cache key FILE prints the public key of a private one."],
			});
		}
	});
}

const publicKey = checked((key) => trustedKeys("layers-trust", [key]));
const words = (value: string) => value.split(/[,\s]+/).filter(Boolean);

/** Layers that several machines share. */
export const SHARED_LAYERS = {
	"layers-remote": setting(checked(withoutLogin), {
		meaning:
			"With `layers`: address of a folder with layers of other machines ([caching](caching.md#layers-of-other-machines))",
		parse: withoutLogin,
		flags: [
			{
				group: "build",
				words: "--layers-remote <url>",
				meaning: "with layers: ask this folder for those that other machines have made",
				completes: "text",
			},
		],
		settings: (address) => ({ layersRemote: withoutLogin(address) }),
		usual: {
			variable: REMOTE_VARIABLE,
			settings: (address) => (address ? { layersRemote: parseRemote(REMOTE_VARIABLE, address) } : {}),
		},
		toDib: () => ({}),
	}),
	"layers-trust": setting(z.array(publicKey), {
		meaning: "Public keys: layers of other machines are taken when one of them has signed them",
		flags: [
			{
				group: "build",
				words: "--layers-trust <keys>",
				meaning: "take layers that were signed with these keys",
				completes: "text",
				repeated: "words",
				write: (keys) => keys.flatMap((key) => ["--layers-trust", key]),
			},
		],
		adds: true,
		settings: (keys) => ({ layersTrust: keys }),
		usual: {
			variable: "DISKWRIGHT_LAYERS_TRUST",
			settings: (keys) => (keys ? { layersTrust: trustedKeys("DISKWRIGHT_LAYERS_TRUST", words(keys)) } : {}),
		},
		toDib: () => ({}),
	}),
	"layers-key": setting(text, {
		meaning: "File with the private key that layers are signed with",
		flags: [
			{
				group: "build",
				words: "--layers-key <file>",
				meaning: "sign layers with the private key in this file",
				completes: "file",
				read: (file: string, { absolute }) => absolute(file),
				write: (file, { filePath }) => ["--layers-key", filePath(file)],
			},
		],
		paths: (file, change) => change(file),
		settings: (file) => ({ layersKey: file }),
		usual: {
			variable: "DISKWRIGHT_LAYERS_KEY",
			settings: (file) => (file ? { layersKey: file } : {}),
		},
		toDib: () => ({}),
	}),
	"layers-push": setting(z.boolean(), {
		meaning: "`true`: new layers are signed and put into the folder after the build",
		flags: [
			{
				group: "build",
				words: "--layers-push",
				meaning: "put new layers into that folder after the build",
				write: (push) => (push ? ["--layers-push"] : []),
			},
		],
		settings: (push) => ({ layersPush: push }),
		usual: {
			variable: "DISKWRIGHT_LAYERS_PUSH",
			settings: (push) => (push && push !== "0" ? { layersPush: true } : {}),
		},
		toDib: () => ({}),
	}),
};
