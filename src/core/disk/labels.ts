import { DiskError } from "./disk-error.js";
import { hasControls } from "./mount-texts.js";
import { effectiveLabel } from "./node.js";
import { fail } from "./values.js";

/** Most characters, as DIB counts them, and bytes, as the file system does. */
const LIMITS: Readonly<Record<string, number>> = {
	...{ ext2: 16, ext3: 16, ext4: 16, swap: 16, xfs: 12, vfat: 11 },
};

/** Refuses a label that DIB counts as too long. Throws DiskError `disk-graph`. */
export function checkLabelLength(type: string, label: string): void {
	const limit = LIMITS[type];
	const length = [...label].length;
	if (limit === undefined || length <= limit) return;
	fail(
		`Label [${effectiveLabel(type, label)}] too long for filesystem [${type}]: ${length} > ${limit}`,
		"Give it a shorter label: in the layout; --root-label names the root file system where the layout does not.",
	);
}

/**
 * Refuses what DIB passes to mkfs although the file system cannot hold it, or nobody would find it by it again: fstab and
 * the boot loader name file systems by their labels. Throws DiskError `disk-layout`.
 */
export function checkLabel({
	node,
	type,
	label,
}: {
	readonly node: string;
	readonly type: string;
	readonly label: string;
}): void {
	const wrong = whatIsWrong(type, label);
	if (!wrong) return;
	throw new DiskError("layout", `Label [${label}] of ${node} ${wrong}`, [
		"Give it a label of a few letters, digits, dashes and underscores.",
	]);
}

function whatIsWrong(type: string, label: string): string | undefined {
	// DIB only warns of labels of `fat`.
	const limit = type === "fat" ? LIMITS.vfat : LIMITS[type];
	const bytes = Buffer.byteLength(label);
	if (limit !== undefined && bytes > limit) return `too long for filesystem [${type}]: ${bytes} > ${limit}`;
	if (hasControls(label)) return "has control characters in it";
	if (label === "") return "is empty, and nothing would find the file system by it";
	if (label !== label.trim()) return "begins or ends with a blank, which is lost when the label is read again";
	if (/^["']/.test(label)) return "begins with a quote, which mount takes for quoting";
	if (/^v?fat$/.test(type) && /[*?.,;:/\\|+=<>[\]"]|[^\x20-\x7e]/.test(label)) {
		return "has characters that a FAT label cannot have";
	}
	return undefined;
}
