import { flagName } from "../../core/settings/from-flags.js";
import { SETTING_FLAGS } from "../../core/settings/settings.js";
import type { ValueKind } from "../../core/settings/value-kind.js";
import { VARIABLE_FLAGS } from "../../core/settings/variable-flags.js";

const OPTIONS: Readonly<Record<string, ValueKind | undefined>> = {
	...Object.fromEntries(
		[...SETTING_FLAGS, ...VARIABLE_FLAGS].map(({ words, completes }) => [`--${flagName(words)}`, completes]),
	),
	"--against": "run",
	"--append": "text",
	"--command": "text",
	"--days": "text",
	"--digest": "text",
	"--elements-path": "folders",
	"--folder": "folder",
	"--initramfs": "file",
	"--jobs": "text",
	"--keep": "text",
	"--logfile": "file",
	"--memory": "text",
	"--name": "text",
	"--max-age": "text",
	"--min-disk": "text",
	"--min-ram": "text",
	"--pin": "profile",
	"--property": "text",
	"--key": "file",
	"--ref": "text",
	"--region": "text",
	"--remote": "text",
	"--run": "run",
	"--set": "text",
	"--speed": "text",
	"--store": "text",
	"--tag": "text",
	"--task": "task",
	"--timeout": "text",
	"--title": "text",
	"--to": "text",
	"--until": "text",
	"--url": "text",
	"--why": "element",
};

const ARGUMENTS: Readonly<Record<string, ValueKind>> = {
	"address|path": "folder",
	arguments: "element",
	device: "file",
	file: "file",
	image: "file",
	"image|run": "file",
	layer: "text",
	path: "folder",
	profile: "profile",
	"profile|element": "target",
	run: "run",
	target: "text",
	task: "task",
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
