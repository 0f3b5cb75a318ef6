import { allDifferences, type Difference, differenceText, firstDifference, type Input } from "../layers/input.js";
import type { BuiltOutput, BuiltRecord } from "./built-record.js";

/** What there is now of what an earlier build was made from, and of what came of it. */
export interface BuiltNow {
	readonly inputs: readonly Input[];
	/** The names of the record's, looked at again. */
	readonly host: readonly Input[];
	/** The groups of the record's, looked at again. */
	readonly packages: readonly (readonly Input[])[];
	/** Those of the record that are still there, as they stand now. */
	readonly outputs: readonly BuiltOutput[];
	/** Milliseconds since 1970. */
	readonly now: number;
}

/** More than clocks of one machine are corrected by. */
const CLOCK_MS = 60_000;

/**
 * Why a build has something to do, in a sentence's end; undefined when nothing has changed since an earlier one. `contents`:
 * outputs count by their digests too.
 */
export function whyBuildAgain(record: BuiltRecord, now: BuiltNow, contents: boolean): string | undefined {
	const difference = firstDifference(record.inputs, now.inputs) ?? firstDifference(record.host, now.host);
	if (difference) return differenceText(difference);
	const packages = packageDifferences(record, now)[0];
	if (packages) return differenceText(packages);
	if (record.unknown !== undefined) return `not all is known of what the last build has read: ${record.unknown}`;
	const changed = record.outputs.flatMap((was) => {
		const why = whyOutputDiffers(
			was,
			now.outputs.find(({ path }) => path === was.path),
			contents,
		);
		return why === undefined ? [] : [`${was.path} ${why}`];
	});
	if (changed[0] !== undefined) return changed[0];
	if (record.made > now.now + CLOCK_MS) return "the clock was set back since it was built";
	if (now.now > record.until) return "what it has fetched from the network is too old by now";
	return undefined;
}

/** What differs of package indexes, as far as it counts. */
export function packageDifferences({ packages }: Pick<BuiltRecord, "packages">, now: BuiltNow): Difference[] {
	return packages.flatMap((group, at) => allDifferences(group, now.packages[at] ?? []));
}

function whyOutputDiffers(was: BuiltOutput, now: BuiltOutput | undefined, contents: boolean): string | undefined {
	if (!now) return "is not there any more";
	if (now.bytes !== was.bytes || now.mtime !== was.mtime || now.inode !== was.inode) {
		return "is not as the build has left it";
	}
	if (!contents) return undefined;
	if (was.sha256 === undefined) return "is too large for a digest of it to be kept (--checksum sha256 keeps one)";
	return now.sha256 === was.sha256 ? undefined : "does not hold what the build has written";
}
