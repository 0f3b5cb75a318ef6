import { nearest } from "../text/suggest.js";

/** Words people write for short options: the keys of image lists, and names that other programs have for the same thing. */
const WORDS: Readonly<Record<string, string>> = {
	...{ arch: "-a", architecture: "-a" },
	...{ imagename: "-o", "image-name": "-o", name: "-o", output: "-o" },
	...{ types: "-t", type: "-t", "image-type": "-t", format: "-t" },
	...{ trace: "-x", "debug-trace": "-x", debug: "-x", verbose: "-x" },
	...{ uncompressed: "-u", "no-compress": "-u" },
	...{ clear: "-c", "clear-env": "-c" },
	...{ packages: "-p", package: "-p" },
	...{ "skip-base": "-n", "no-base": "-n" },
	...{ size: "--image-size", cache: "--image-cache", label: "--root-label", log: "--logfile" },
};

/** What was probably meant by an error of getopt: "Did you mean -t?" for `--image-typ`. `long` are the options it knows. */
export function optionHints(error: string, long: readonly string[]): string[] {
	const unknown = /^unrecognized option '--([^=']+)/.exec(error)?.[1];
	if (unknown === undefined) return [];
	const near = nearest(unknown, [...long, ...Object.keys(WORDS)], 1);
	return near.map((word) => `Did you mean ${WORDS[word] ?? `--${word}`}?`);
}
