import { fitParts } from "./environment-limits.js";

/**
 * The DIB_ENV dump: every DIB_* variable as bash's `declare -p` prints it, sorted, one a line (contract §2.8 step 2).
 * The longest are left out where all of them are more than one variable can hold; their names come back.
 * Variables in `leaveOut` are omitted: the manifests element writes this text into the image (Q45).
 */
export function dibEnv(
	env: Readonly<Record<string, string>>,
	leaveOut: ReadonlySet<string>,
): { readonly text: string; readonly leftOut: readonly string[] } {
	const parts = Object.keys(env)
		.filter((name) => /^DIB_\w*$/.test(name) && !leaveOut.has(name))
		.sort()
		.map((name) => ({ name, text: `declare -x ${name}=${quote(env[name] as string)}` }));
	const { kept, leftOut } = fitParts("DIB_ENV", parts);
	return { text: kept.join("\n"), leftOut };
}

function quote(value: string): string {
	if (!/[\x00-\x1f\x7f]/.test(value)) return `"${value.replace(/[\\"$`]/g, "\\$&")}"`;
	const escaped = value
		.replace(/[\\']/g, "\\$&")
		.replace(/[\x00-\x1f\x7f]/g, (character) => ESCAPES[character] ?? octal(character));
	return `$'${escaped}'`;
}

const ESCAPES: Readonly<Record<string, string>> = {
	"\x07": "\\a",
	"\b": "\\b",
	"\t": "\\t",
	"\n": "\\n",
	"\v": "\\v",
	"\f": "\\f",
	"\r": "\\r",
	"\x1b": "\\E",
};

const octal = (character: string) => `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`;
