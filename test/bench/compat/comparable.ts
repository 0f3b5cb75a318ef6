import { createHash } from "node:crypto";

const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;

/** What two builds of one program never have in common is taken out of these texts; each rule says what that is. */
const RULES: readonly { readonly path: RegExp; read(text: string): string }[] = [
	// GRUB's configuration names file systems by UUIDs, which mkfs draws: their order counts.
	{ path: /\/grub\.cfg$/, read: numberUuids },
	// The elements in the order of IMAGE_ELEMENT, which diskimage-builder makes again every time.
	{ path: /\/dib-element-manifest$/, read: (text) => text.split("\n").sort().join("\n") },
	// Each program brings an interpreter of its own.
	{ path: /\/dib_environment$/, read: (text) => text.replace(/^declare -x DIB_PYTHON_EXEC=.*\n/m, "") },
	// open-iscsi draws the last part of its name when it is installed.
	{ path: /\/initiatorname\.iscsi$/, read: (text) => text.replace(/^(InitiatorName=.*:)[0-9a-f]+$/m, "$1") },
	// git notes when a branch was fetched.
	{ path: /\/\.git\/logs\//, read: (text) => text.replace(/ \d+ [+-]\d{4}\t/g, "\t") },
];

/** What stands for the content of a file in the comparison. `path` ends with the file's path in the image. */
export function digestContent(path: string, bytes: Buffer): string {
	const rule = RULES.find((one) => one.path.test(path));
	const content = rule ? rule.read(bytes.toString()) : bytes;
	return createHash("sha256").update(content).digest("hex").slice(0, 16);
}

function numberUuids(text: string): string {
	const seen: string[] = [];
	return text.replace(UUID, (uuid) => {
		if (!seen.includes(uuid)) seen.push(uuid);
		return `uuid ${seen.indexOf(uuid) + 1}`;
	});
}
