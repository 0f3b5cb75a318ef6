/** Whole words of a name, or its end: GITHUBTOKEN, DB_PASSWORD. */
const SECRET_WORDS = /(?:PASSWORDS?|PASSWD|PASSPHRASE|SECRETS?|TOKENS?|CREDENTIALS?|APIKEYS?)(?=_|$)/;
const SECRET_KEYS = /(?:^|_)(?:PRIVATE|API|ACCESS|SECRET|ENCRYPTION|ACTIVATION|SIGNING|LUKS)_?KEYS?(?=_|$)/;
/** The value only says where a secret lies, or how it is handled. */
const ABOUT_SECRETS = /_(?:FILE|PATH|DIR|DIRECTORY|URL|URI|ENABLED?|LENGTH|TTL|TIMEOUT|TYPE|NAME)$/;
/** What addresses of downloads and settings of pip, npm and docker call a secret, beside the names above. */
const SECRET_PARAMETERS =
	/^(?:sig|signature|hmac|auth|pw|pwd|pass|_auth|_authtoken|_password|authtoken|identitytoken|x[-_](?:amz|goog|oss|ms)[-_](?:signature|credential|security[-_]token))$/i;

/** Whether a variable's name says that its value must not be shown. DIB_APT_KEYS, SSH_KEY and PWD are not secrets. */
export function isSecretName(name: string): boolean {
	const upper = name.toUpperCase();
	if (ABOUT_SECRETS.test(upper)) return false;
	return SECRET_WORDS.test(upper) || SECRET_KEYS.test(upper) || /._(?:PWD|PW)$/.test(upper);
}

/** The same for the parameters of an address (`?sig=…`) and the settings in a file (`_authToken=…`). */
export const isSecretParameter = (name: string) =>
	SECRET_PARAMETERS.test(name) || isSecretName(name.replaceAll("-", "_"));

/** Whether a name alone in an address looks like a token: `git` and `openstack` do not. */
export const isTokenLike = (name: string) => /^(?=.*[\dA-Z])\S{8,}$|^\S{16,}$/.test(name);
