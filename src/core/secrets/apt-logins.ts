import { decoded } from "./find-secrets.js";

/** Settings without the logins of their addresses, and these as apt wants them in a file of auth.conf.d (apt_auth.conf(5)). */
export interface WithoutLogins {
	readonly text: string;
	/** `machine http://HOST/PATH login NAME password WORD`, one for every address that had one. */
	readonly machines: readonly string[];
}

/** The login is all that stands before the last `@` ahead of the path, as apt reads it. */
const ADDRESS = /\b([a-z][a-z0-9+.-]*:\/\/)([^\s/"]*)@([^\s/"';]+)([^\s"';]*)/gi;

/**
 * Takes the logins out of apt's sources or settings: out of those `isMeant` says yes to. A name or password that holds white
 * space cannot be said in auth.conf.d: it is only taken out.
 */
export function withoutLogins(text: string, isMeant: (login: string) => boolean = () => true): WithoutLogins {
	const machines = new Set<string>();
	const clean = text.replace(ADDRESS, (all, scheme: string, login: string, host: string, path: string) => {
		if (!isMeant(login)) return all;
		const at = login.indexOf(":");
		const name = decoded(at < 0 ? login : login.slice(0, at));
		const password = at < 0 ? "" : decoded(login.slice(at + 1));
		if (!/\s/.test(name + password)) {
			const words = [...(name ? [`login ${name}`] : []), ...(password ? [`password ${password}`] : [])];
			if (words.length > 0) machines.add([`machine ${scheme}${host}${path}`, ...words].join(" "));
		}
		return `${scheme}${host}${path}`;
	});
	return { text: clean, machines: [...machines] };
}

/** The text of such a file. apt takes the first entry that fits: those with the longer path stand first. */
export function authConf(machines: readonly string[]): string {
	const length = (machine: string) => machine.split(" ")[1]?.length ?? 0;
	return [...new Set(machines)]
		.sort((a, b) => length(b) - length(a))
		.map((machine) => `${machine}\n`)
		.join("");
}
