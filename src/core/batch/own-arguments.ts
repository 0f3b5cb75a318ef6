import type { MatrixCell } from "./matrix.js";

/** Words of `diskwright build` that say how several builds are run, and nothing about one of them. */
const OF_ALL: Readonly<Record<string, "value" | "alone">> = {
	"--jobs": "value",
	"-j": "value",
	"--fail-fast": "alone",
};

/**
 * The command line that a build of several would have alone, for DIB_ARGS. `profiles` are those of all, `takesValue` tells
 * whether a word such as `-o` has its value in the next one.
 */
export function ownArguments(
	argv: readonly string[],
	cell: MatrixCell,
	profiles: readonly string[],
	takesValue: (word: string) => boolean,
): string[] {
	const own: string[] = [];
	for (let at = 0; at < argv.length; at += 1) {
		const word = argv[at] as string;
		const [, name = word, value] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? /^(-[aj])(.+)$/s.exec(word) ?? [];
		const kind = OF_ALL[name];
		if (kind !== undefined) {
			if (kind === "value" && value === undefined) at += 1;
			continue;
		}
		const ownValue =
			name === "--release" ? cell.release : name === "--arch" || name === "-a" ? cell.architecture : undefined;
		if (ownValue !== undefined) {
			own.push(name, ownValue);
			if (value === undefined) at += 1;
		} else if (value === undefined && takesValue(word)) {
			own.push(word, ...argv.slice(at + 1, at + 2));
			at += 1;
		} else if (word === cell.profile || !profiles.includes(word)) own.push(word);
	}
	return own;
}
