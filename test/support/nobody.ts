/** A user who is not root. */
export const NOBODY = 65534;

/**
 * What a command is put behind to run as that user. He may read everything, and write nothing of others: Node and this
 * project may lie in root's home.
 */
export const AS_NOBODY = [
	...["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"],
	...["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"],
] as const;
