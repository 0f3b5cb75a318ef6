import { isSecretParameter } from "./secret-name.js";

export const MASK = "***";

/**
 * What shows a secret by its form, whoever wrote it: the login of an address, parameters of an address that sign or
 * authorise it, headers, settings of package managers. All lengths are bounded, so that a line can be cut behind them.
 */

/** The longest form, with what comes before the secret. */
export const LONGEST_FORM = 2560;

/** `scheme://login@`; the login may hold `@`, as some programs let it. */
const LOGIN = /\b([a-z][a-z0-9+.-]{0,30}:\/\/)([^\s/?#'"<>\\]{1,1024})@(?!sha\d+:)/gi;
const PARAMETER = /([?&;]|&amp;)([a-z_][\w.-]{0,63})=([^\s&#;'"<>\\]{1,2048})/gi;
const HEADER =
	/\b((?:proxy-)?authorization\\?["']?\s{0,8}[:=]\s{0,8}\\?["']?(?:(?:basic|bearer|token|digest|negotiate|apikey)\s{1,8})?|(?:x-[a-z-]{1,32}-|private-|job-|deploy-)token\\?["']?\s{0,8}[:=]\s{0,8}\\?["']?)([^\s"',\\]{1,2048})/gi;
const SETTING = /(\b_?(?:authToken|auth|password)\\?["']?\s{0,8}[:=]\s{0,8}\\?["']?)([^\s"',;\\]{8,2048})/g;
/** `machine HOST login NAME password SECRET`, as in .netrc and apt's auth.conf. */
const NETRC = /(\blogin\s+\S{1,256}\s+password\s+)(\S{1,1024})/g;

/** Called for every secret that a form shows; returns what stands in its place. */
type Replace = (secret: string, login?: true) => string;

/** Goes through all forms of a text. */
export function replaceForms(text: string, replace: Replace): string {
	let result = text;
	if (result.includes("://") && result.includes("@")) {
		result = result.replace(LOGIN, (all, scheme: string, login: string) =>
			isSecretLogin(scheme, login) ? `${scheme}${replace(login, true)}@` : all,
		);
	}
	if (result.includes("=") && /[?&;]/.test(result)) {
		result = result.replace(PARAMETER, (all, sign: string, name: string, value: string) =>
			isSecretParameter(name) ? `${sign}${name}=${replace(value)}` : all,
		);
	}
	if (/auth|token|password/i.test(result)) {
		for (const form of [HEADER, SETTING, NETRC])
			result = result.replace(form, (_all, head: string, value: string) => `${head}${replace(value)}`);
	}
	return result;
}

/** A name alone is a token where servers take one like this; `ssh://git@host` and such name a user only. */
function isSecretLogin(scheme: string, login: string): boolean {
	if (login === MASK) return false;
	return login.includes(":") || /^(?:[\w.-]+\+)?(?:https?|ftps?|socks\w*|oci|docker):\/\/$/i.test(scheme);
}
