/** What a value on a command line is, so that a shell can complete it. */
export type ValueKind =
	| "architecture"
	| "checksum"
	/** One of those that the option lists itself. */
	| "choice"
	| "element"
	| "file"
	| "folder"
	/** Folders with colons between them. */
	| "folders"
	/** Output formats with commas between them. */
	| "formats"
	/** A kind of partition table, or a file. */
	| "layout"
	| "on-failure"
	| "profile"
	| "release"
	| "run"
	/** A collection of elements by others. */
	| "source"
	/** A profile or an element. */
	| "target"
	/** Text that nobody can guess. */
	| "text";

const OPTIONS: Readonly<Record<string, ValueKind>> = {
	"--append": "text",
	"--apt-sources": "file",
	"--arch": "architecture",
	"--boot-test": "text",
	"--checksum": "checksum",
	"--command": "text",
	"--days": "text",
	"--docker-target": "text",
	"--element": "element",
	"--elements-path": "folders",
	"--file-system": "text",
	"--folder": "folder",
	"--format": "formats",
	"--image-cache": "folder",
	"--initramfs": "file",
	"--journal-size": "text",
	"--keep": "text",
	"--layout": "layout",
	"--logfile": "file",
	"--memory": "text",
	"--mirror": "text",
	"--mkfs-options": "text",
	"--keep-older": "text",
	"--name": "text",
	"--on-failure": "on-failure",
	"--output": "file",
	"--package": "text",
	"--pin": "profile",
	"--proxy": "text",
	"--ref": "text",
	"--release": "release",
	"--root-label": "text",
	"--security-mirror": "text",
	"--set": "text",
	"--size": "text",
	"--source": "source",
	"--speed": "text",
	"--ssh-key": "file",
	"--task": "text",
	"--task-timeout": "text",
	"--timeout": "text",
	"--title": "text",
	"--until": "text",
	"--user": "text",
	"--why": "element",
};

const ARGUMENTS: Readonly<Record<string, ValueKind>> = {
	"address|path": "folder",
	arguments: "element",
	file: "file",
	image: "file",
	path: "folder",
	profile: "profile",
	"profile|element": "target",
	run: "run",
	"diskwright elements remove name": "source",
	"diskwright elements update name": "source",
	"diskwright explore name": "element",
	"diskwright profiles duplicate name": "text",
	"diskwright profiles rename name": "text",
	"diskwright profiles save name": "text",
};

/** What the value of an option of `command` is. Throws for options that are not in the table above: each must be. */
export function optionKind(option: string, command: string): ValueKind {
	return known(OPTIONS[option], `option ${option} of ${command}`);
}

/** What an argument of `command` is; the same word may be different things for different commands. Throws likewise. */
export function argumentKind(argument: string, command: string): ValueKind {
	return known(ARGUMENTS[`${command} ${argument}`] ?? ARGUMENTS[argument], `argument ${argument} of ${command}`);
}

function known(kind: ValueKind | undefined, what: string): ValueKind {
	if (kind) return kind;
	throw new Error(`value-kinds.ts does not say how to complete the ${what}`);
}
