import { createHash } from "node:crypto";
import { readInitramfs } from "./initramfs.js";
import type { Tree } from "./tree.js";

/** What stands for the content of a file in the comparison. */
export interface Content {
	readonly digest: string;
	/** The files of an archive that is compared file by file. */
	readonly inside: Tree;
}

const NOTHING: Tree = new Map();
const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;

/** What two builds of one program never have in common is taken out of these texts; each rule says what that is. */
const RULES: readonly { readonly path: RegExp; read(text: string): string }[] = [
	// GRUB's configuration names file systems by UUIDs, which mkfs draws: their order counts.
	{ path: /\/grub\.cfg$/, read: numberUuids },
	// The elements in the order of IMAGE_ELEMENT, which diskimage-builder makes anew every time.
	{ path: /\/dib-element-manifest$/, read: (text) => text.split("\n").sort().join("\n") },
	// Each program brings an interpreter of its own.
	{ path: /\/dib_environment$/, read: (text) => text.replace(/^declare -x DIB_PYTHON_EXEC=.*\n/m, "") },
	// git notes when a branch was fetched.
	{ path: /\/\.git\/logs\//, read: (text) => text.replace(/ \d+ [+-]\d{4}\t/g, "\t") },
];

/** The content of a file as it is compared. An initramfs holds the times of its files: these are compared one by one. */
export function describeContent(path: string, bytes: Buffer): Content {
	if (path.startsWith("/boot/initrd.img-")) return { digest: "an archive", inside: readInitramfs(bytes) };
	const rule = RULES.find((one) => one.path.test(path));
	return { digest: digest(rule ? rule.read(bytes.toString()) : bytes), inside: NOTHING };
}

function numberUuids(text: string): string {
	const seen: string[] = [];
	return text.replace(UUID, (uuid) => {
		if (!seen.includes(uuid)) seen.push(uuid);
		return `uuid ${seen.indexOf(uuid) + 1}`;
	});
}

function digest(content: Buffer | string): string {
	return createHash("sha256").update(content).digest("hex").slice(0, 16);
}
