import { SHORTEST } from "./masker.js";
import { MASK, replaceForms } from "./secret-forms.js";
import { isSecretName, isTokenLike } from "./secret-name.js";

/** `user:password@host` without a scheme, as proxies may be named; and a password that holds a slash. */
const BARE_LOGIN = /^(?:[a-z][a-z0-9+.-]*:\/\/)?((?!mailto:)[^\s:@/]+:(?!\d*\/)[^\s@]+)@(?!sha\d+:)[\w.[\]-]/i;

/**
 * The secrets in a value that has entered: logins of addresses, their parameters, headers (secret-forms.ts). Each in all
 * parts in which programs show them: `user:password` as written and decoded, the password alone, both as basic
 * authentication sends them.
 */
export function secretsIn(value: string): string[] {
	const found: string[] = [];
	replaceForms(value, (secret, login) => {
		found.push(...(login ? loginParts(secret) : [secret, decoded(secret)]));
		return MASK;
	});
	for (const word of value.split(/\s+/)) {
		const bare = BARE_LOGIN.exec(word)?.[1];
		if (bare) found.push(...loginParts(bare));
	}
	return found;
}

function loginParts(login: string): string[] {
	const plain = decoded(login);
	const at = login.indexOf(":");
	if (at < 0) return isTokenLike(login) ? [login, plain, base64(`${plain}:`)] : [base64(`${plain}:`)];
	const password = login.slice(at + 1);
	const user = decoded(login.slice(0, at));
	const pair = `${user}:${decoded(password)}`;
	// `token:` and `token:x-oauth-basic`: the name is the secret.
	const name = password === "" || /^x-/.test(password) ? [login.slice(0, at), user] : [];
	return [login, pair, password, decoded(password), base64(pair), ...name];
}

const base64 = (text: string) => Buffer.from(text, "utf8").toString("base64");

export function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/**
 * All values that nothing may show: those of variables that are secret by name (`secret`), and what any variable or
 * argument holds of addresses with a login and the like. `NAME=value` where a value is too short to be looked for alone.
 */
export function knownSecrets(
	env: Readonly<Record<string, string>>,
	argv: readonly string[] = [],
	secret: (name: string) => boolean = isSecretName,
): string[] {
	const found = new Set<string>();
	const add = (name: string, value: string) => {
		if (value === "") return;
		if (secret(name)) {
			found.add(value);
			if (value.length < SHORTEST && !value.includes("\n")) found.add(`${name}=${value}`);
		}
		for (const part of secretsIn(value)) found.add(part);
	};
	for (const [name, value] of Object.entries(env)) if (!name.startsWith("BASH_FUNC_")) add(name, value);
	for (const argument of argv) {
		const [, name = "", value = argument] = /^(?:--[\w-]+=)?([A-Za-z_]\w*)=(.*)$/s.exec(argument) ?? [];
		add(name, value);
	}
	return [...found];
}
