/** Whether this is a public key itself and not the path of one. */
export function isKeyText(key: string): boolean {
	return /^(ssh|ecdsa|sk)-\S+ \S/.test(key.trim());
}

/** True for what can only be the path of a profile: it has a slash or a YAML suffix. */
export function isProfilePath(text: string): boolean {
	return text.includes("/") || /\.ya?ml$/.test(text);
}
