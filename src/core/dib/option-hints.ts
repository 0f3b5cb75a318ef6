import { nearest } from "../text/suggest.js";
import { DIB_OPTIONS } from "./options.js";

/** DIB's own options as they are typed, then words people write for options: keys of lists, names that other programs have. */
const WORDS = [
	...DIB_OPTIONS.flatMap(({ flags, added }) =>
		added ? [] : flags.filter((flag) => flag.startsWith("--")).map((flag) => [flag.slice(2), flag] as const),
	),
	...DIB_OPTIONS.flatMap(({ key, hints = [], flags: [flag] }) =>
		[...(flag.startsWith("--") ? [] : [key]), ...hints].map((word) => [word, flag] as const),
	),
];
const FLAGS: ReadonlyMap<string, string> = new Map([...WORDS].reverse());

/** What was probably meant by an error of getopt: "Did you mean -t?" for `--image-typ`. */
export function optionHints(error: string): string[] {
	const unknown = /^unrecognized option '--([^=']+)/.exec(error)?.[1];
	if (unknown === undefined) return [];
	const near = nearest(unknown, [...new Set(WORDS.map(([word]) => word))], 1);
	return near.map((word) => `Did you mean ${FLAGS.get(word)}?`);
}
