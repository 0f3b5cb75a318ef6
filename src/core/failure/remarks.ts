/**
 * What programs say although they go on: it explains no failure. sudo without a name for the host, locales, terminals and
 * logs that a chroot does not have, every line that calls itself a warning, and the commands that `set -x` prints.
 */
const REMARKS: readonly RegExp[] = [
	/^\++ /,
	/^sudo: (?:unable to resolve host|setrlimit|unable to send audit message)/,
	// sha256sum and its like fail with a line that calls itself a warning.
	/^(?!\w+sum: )(?:[\w./+-]+: )*(?:line \d+: )?warning:/i,
	/^debconf: /,
	/^dpkg-preconfigure: unable to re-open stdin/,
	/^E: Can ?not write log/,
	/^(?:[\w./]*locale|bash|mesg|stty|tput|invoke-rc\.d|chfn): .*(?:LC_|locale|ttyname|ioctl|runlevel|TERM|PAM)/,
];

/** Warnings that do explain what the same program fails with later: an index that apt could not fetch, pip's retries. */
const FAMILIES: readonly { readonly warning: RegExp; readonly error: RegExp }[] = [
	{ warning: /^(?:W|N|Err|Ign)[: ]/, error: /^E: / },
	{ warning: /^ *WARNING: Retrying /, error: /^ *ERROR: / },
];

/** A program complains in its own name. */
const COMPLAINT =
	/^(?:[\w./+-]+: )+(?:line \d+: )?.*(?:no such file|cannot |can't |could not |unable|not found|denied|not permitted|invalid|unrecognized|missing|is a directory|not a directory|exists|failed|error)/i;

/** The lines with what explains nothing blanked out; as many as before. */
export function withoutRemarks(lines: readonly string[]): string[] {
	return lines.map((line, index) => {
		const family = FAMILIES.find(({ warning }) => warning.test(line));
		if (family)
			return lines.slice(index + 1).some((later) => family.error.test(later)) && endsWith(lines, family.error)
				? line
				: "";
		return REMARKS.some((remark) => remark.test(line)) ? "" : line;
	});
}

/** Whether the last complaint is one of the family's. */
function endsWith(lines: readonly string[], error: RegExp): boolean {
	const last = lines.findLast((line) => isComplaint(line) || error.test(line));
	return last !== undefined && error.test(last);
}

/** Whether a program says in a line of its own what it could not do. */
export function isComplaint(line: string): boolean {
	return COMPLAINT.test(line) && !REMARKS.some((remark) => remark.test(line));
}
