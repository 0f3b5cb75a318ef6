import { createHash } from "node:crypto";

/**
 * A name as the beginning of file names that need no quoting anywhere, the same each time. What had to be changed for it gets a
 * digest, so that `a b` and `a/b` are two.
 */
export function fileStem(name: string): string {
	const plain = name
		.replace(/[^A-Za-z0-9._+-]+/g, "-")
		.replace(/^[^A-Za-z0-9]+/, "")
		.slice(0, 120);
	if (plain === name) return plain;
	const digest = createHash("sha256").update(name).digest("hex").slice(0, 6);
	return `${plain || "image"}-${digest}`;
}

/** `debian-vm-20261130T221500Z-1f2e3d4c.qcow2`. `time` is in milliseconds since 1970. */
export function imageFileName(name: string, id: string, time: number, format: string): string {
	const date = new Date(time).toISOString().replace(/[-:]|\.\d+/g, "");
	return `${fileStem(name)}-${date}-${id}.${format}`;
}
