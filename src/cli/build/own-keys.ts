import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isKeyText } from "../../core/settings/files.js";
import { readText } from "../../host/read-text.js";
import type { OwnKey } from "../../ui/services/host.js";

type Environment = Readonly<Record<string, string>>;

/** Kinds of keys, the one to prefer first. */
const KINDS = ["ed25519", "ecdsa", "rsa", "dsa"];

/** The first public key of the user at the keyboard. */
export function ownKey(env: Environment): string | undefined {
	const [first] = ownKeys(env, undefined);
	return first && join(env.HOME ?? "", first.file.slice(2));
}

/** All public keys in the user's ~/.ssh: the one used last, then the usual names, then others. */
export function ownKeys(env: Environment, last: string | undefined): readonly OwnKey[] {
	const folder = join(env.HOME ?? "", ".ssh");
	const rank = (name: string) => {
		if (`~/.ssh/${name}` === last) return -1;
		const usual = KINDS.findIndex((kind) => name === `id_${kind}.pub`);
		return usual < 0 ? KINDS.length : usual;
	};
	return names(folder)
		.filter((name) => name.endsWith(".pub"))
		.sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1))
		.flatMap((name): OwnKey[] => {
			const text = read(join(folder, name));
			if (!isKeyText(text)) return [];
			const [kind = "", , ...comment] = text.trim().split(/\s+/);
			return [
				{ file: `~/.ssh/${name}`, about: [kind.replace(/^ssh-/, ""), comment.join(" ")].filter(Boolean).join(", ") },
			];
		});
}

function names(folder: string): readonly string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}

/** Empty when it cannot be read: then it is not a key. */
function read(file: string): string {
	try {
		return readText(file);
	} catch {
		return "";
	}
}
