import { execFileSync } from "node:child_process";
import { lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from "node:fs";
import { digestContent } from "./comparable.js";
import { readInitramfs } from "./initramfs.js";
import type { Entry, Tree } from "./tree.js";

/**
 * Reads a tree with extended attributes, names as bytes, without times: no two builds have the same. An initramfs is an
 * archive of files with times: these are in the tree as `/boot/initrd.img-VERSION:path`, its own bytes are not.
 */
export function readTree(root: string): Tree {
	const tree = new Map<string, Entry>();
	const attributes = readAttributes(root);
	const firstOfInode = new Map<number, string>();

	// Names in latin1 are their bytes, so that those which are not UTF-8 are read like all others.
	const visit = (path: string) => {
		const file = Buffer.from(root + path, "latin1");
		const stats = lstatSync(file);
		const shown = display(path || "/");
		const more = attributes.get(path);
		const entry: Record<string, string> = { type: typeOf(stats), owner: `${stats.uid}:${stats.gid}` };
		if (more) entry.attributes = more;
		if (stats.isSymbolicLink()) entry.target = display(readlinkSync(file, "latin1"));
		else entry.mode = (stats.mode & 0o7777).toString(8);
		if (stats.isBlockDevice() || stats.isCharacterDevice()) entry.device = stats.rdev.toString(16);
		if (stats.nlink > 1 && !stats.isDirectory()) {
			const first = firstOfInode.get(stats.ino);
			if (first === undefined) firstOfInode.set(stats.ino, shown);
			else entry["hard link to"] = first;
		}
		if (stats.isFile()) {
			const bytes = readFileSync(file);
			if (shown.startsWith("/boot/initrd.img-")) {
				for (const [name, inner] of readInitramfs(bytes)) tree.set(`${shown}:${name}`, inner);
			} else entry.content = digestContent(shown, bytes);
		}
		tree.set(shown, entry);
		if (stats.isDirectory()) for (const name of readdirSync(file, "latin1").sort()) visit(`${path}/${name}`);
	};
	visit("");
	return tree;
}

function typeOf(stats: Stats): string {
	if (stats.isFile()) return "file";
	if (stats.isDirectory()) return "folder";
	if (stats.isSymbolicLink()) return "link";
	if (stats.isBlockDevice()) return "block device";
	if (stats.isCharacterDevice()) return "character device";
	return stats.isFIFO() ? "pipe" : "socket";
}

function display(latin1: string): string {
	return Buffer.from(latin1, "latin1").toString();
}

/** All extended attributes below a folder, by path in latin1: `name="value"`, sorted. */
function readAttributes(root: string): Map<string, string> {
	const text = execFileSync("getfattr", ["-R", "-P", "-h", "-d", "-m", "-", "-e", "hex", "."], {
		cwd: root,
		encoding: "latin1",
		maxBuffer: 1 << 28,
	});
	const paragraphs = text.split("\n\n").filter((paragraph) => paragraph.startsWith("# file: "));
	return new Map(
		paragraphs.map((paragraph) => {
			const [head = "", ...lines] = paragraph.split("\n");
			const name = head
				.slice("# file: ".length)
				.replace(/\\(\d{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
			return [name === "." ? "" : `/${name}`, lines.filter(Boolean).sort().join(" ")];
		}),
	);
}
