import { readFileSync } from "node:fs";
import { join } from "node:path";

/** How somebody shows who he is, and what of it nothing may show. */
export interface WebLogin {
	/** The header; undefined without a login. */
	readonly authorization: string | undefined;
	readonly secrets: readonly string[];
}

/** The login of an address: its own, that of DISKWRIGHT_PUBLISH_*, or that of its host in ~/.netrc. */
export function findLogin(url: string, env: Readonly<Record<string, string | undefined>>): WebLogin {
	const { username, password, hostname } = new URL(url);
	if (username !== "" || password !== "") return basic(decodeURIComponent(username), decodeURIComponent(password));
	const { DISKWRIGHT_PUBLISH_USER: user, DISKWRIGHT_PUBLISH_PASSWORD: secret, DISKWRIGHT_PUBLISH_TOKEN: token } = env;
	if (token) return { authorization: `Bearer ${token}`, secrets: [token] };
	if (user || secret) return basic(user ?? "", secret ?? "");
	const known = netrcLogin(readNetrc(env), hostname);
	return known ? basic(known.login, known.password) : { authorization: undefined, secrets: [] };
}

function basic(user: string, password: string): WebLogin {
	const words = Buffer.from(`${user}:${password}`).toString("base64");
	return { authorization: `Basic ${words}`, secrets: [password, words].filter((secret) => secret !== "") };
}

function readNetrc({ NETRC, HOME }: Readonly<Record<string, string | undefined>>): string {
	const file = NETRC || (HOME ? join(HOME, ".netrc") : undefined);
	try {
		return file ? readFileSync(file, "utf8") : "";
	} catch {
		return "";
	}
}

/** `machine HOST login NAME password SECRET`, in any lines; `default` is for the hosts that are not named. */
function netrcLogin(text: string, host: string): { readonly login: string; readonly password: string } | undefined {
	const words = text
		.replace(/^\s*#.*$/gm, "")
		.split(/\s+/)
		.filter(Boolean);
	let isMeant = false;
	let login = "";
	for (let at = 0; at < words.length; at++) {
		const next = words[at + 1] ?? "";
		if (words[at] === "machine") isMeant = words[++at] === host;
		else if (words[at] === "default") isMeant = true;
		else if (words[at] === "login" && isMeant) login = words[++at] ?? "";
		else if (words[at] === "password" && isMeant) return { login, password: next };
		else if (words[at] === "login" || words[at] === "password" || words[at] === "account") at++;
	}
	return undefined;
}
