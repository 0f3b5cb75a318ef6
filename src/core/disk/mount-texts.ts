import { DiskError } from "./disk-error.js";

/**
 * Refuses mount options that mount(8) reads otherwise than they look: a blank belongs to the name of an option, unless it
 * stands in a value. Throws DiskError `disk-graph`.
 */
export function checkMountOptions(options: string, name: string): void {
	const list = options.replaceAll(/"[^"]*"/g, "quoted").split(",");
	const isWrong = (one: string) => one === "" || one !== one.trim() || /[\s"\\]/.test(one.replace(/=.*$/s, ""));
	if (!list.some(isWrong) && !hasControls(options)) return;
	const plain = options.split(/[\s,]+/).filter(Boolean);
	throw new DiskError(
		"graph",
		`the options of ${name} are not a list that mount(8) can read: ${JSON.stringify(options)}`,
		[`Write them with commas and without blanks: options: ${plain.join(",") || "defaults"}`],
	);
}

/** Refuses a mount point that is not a path inside the image. Throws DiskError `disk-layout`. */
export function checkMountPoint(point: string, name: string): void {
	const wrong = whatIsWrong(point);
	if (!wrong) return;
	throw new DiskError("layout", `the mount_point of ${name} ${wrong}: ${JSON.stringify(point)}`, [
		"Give it an absolute path: /srv/data.",
	]);
}

function whatIsWrong(point: string): string | undefined {
	const parts = point.split("/");
	if (point === "") return "is empty";
	if (parts.some((part) => part === "." || part === "..")) return "has . or .. in it";
	if (hasControls(point)) return "has control characters in it";
	return parts.some((part) => Buffer.byteLength(part) > 255) ? "has a part of more than 255 bytes" : undefined;
}

/** Whether a text has line breaks, tabs or other control characters in it. */
export function hasControls(text: string): boolean {
	return /\p{Cc}/u.test(text);
}
