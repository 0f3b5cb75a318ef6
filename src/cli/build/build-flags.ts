import { type Command, InvalidArgumentError, Option } from "commander";
import { UserError } from "../../core/errors.js";
import { FLAG_GROUPS, type Flag } from "../../core/settings/setting.js";
import { SETTING_FLAGS } from "../../core/settings/settings.js";
import { VARIABLE_FLAGS } from "../../core/settings/variable-flags.js";
import { ELEMENTS_PATH_FLAG } from "./own-elements.js";

/** The flags of `diskwright build` and `diskwright plan`, as commander delivers them: each by the name of its long form. */
export interface BuildFlags extends Readonly<Record<string, unknown>> {
	readonly set?: readonly string[];
	readonly elementsPath?: string;
	readonly source?: readonly string[];
	readonly offline?: true;
}

/** Flags of how a build is shown and started. */
export interface RunFlags {
	readonly progress: "auto" | "tui" | "plain" | "ndjson" | "quiet";
	readonly logfile?: string;
	readonly detach?: true;
	readonly yes?: true;
	/** Builds at once, of several. */
	readonly jobs?: number;
	readonly failFast?: true;
	readonly again?: true;
	readonly verify?: true;
}

/** Adds everything that describes a build; `plan` and `build` share it. */
export function addBuildFlags(command: Command): Command {
	for (const [group, heading] of Object.entries(FLAG_GROUPS)) {
		command.optionsGroup(heading);
		for (const flag of SETTING_FLAGS.filter((one) => one.group === group)) command.addOption(settingOption(flag));
		for (const { words, meaning, counted } of VARIABLE_FLAGS.filter((one) => one.group === group)) {
			command.addOption(optionOf(words, meaning, counted && count));
		}
		if (group !== "content") continue;
		command
			.option("--set <NAME=VALUE>", "set a variable of an element; may be repeated", collectAssignment)
			.option(...ELEMENTS_PATH_FLAG);
	}
	return command;
}

function settingOption({ words, meaning, repeated, choices }: Flag<unknown>): Option {
	const option = optionOf(words, meaning, repeated && (repeated === "words" ? collectWords : collect));
	return choices ? option.choices([...choices]) : option;
}

function optionOf<T>(words: string, meaning: string, take?: (value: string, before: T) => T): Option {
	const option = new Option(words, meaning);
	return take ? option.argParser(take) : option;
}

/** Adds the flags of `build` alone. */
export function addRunFlags(command: Command): Command {
	return command
		.optionsGroup("How it is shown:")
		.addOption(
			new Option("--progress <kind>", "how it is shown; auto: screens in a terminal, else plain")
				.choices(["auto", "tui", "plain", "ndjson", "quiet"])
				.default("auto"),
		)
		.option("--logfile <file>", "append the log to this file as well")
		.option("--detach", "start the build, print its id and leave it to itself")
		.option("--again", "with layers: build although nothing has changed since the last build")
		.option("--verify", "with layers: read the images of the last build in full before they are left as they are")
		.option("-y, --yes", "ask nothing, and install missing host tools")
		.optionsGroup("Several at once:")
		.addOption(
			new Option("-j, --jobs <number>", "builds at once; by processors and memory by default").argParser(parseJobs),
		)
		.option("--fail-fast", "when one build fails, cancel the others");
}

/** Values of an option that may be repeated. */
export const collect = (value: string, before: readonly string[] = []) => [...before, value];
const count = (_value: string, before: number | undefined) => (before ?? 0) + 1;
const collectWords = (value: string, before: readonly string[] = []) => [
	...before,
	...value.split(/[,\s]+/).filter(Boolean),
];

function collectAssignment(value: string, before: readonly string[] = []): string[] {
	if (!/^[A-Za-z_]\w*=/.test(value)) {
		throw new InvalidArgumentError("Write it as NAME=VALUE; NAME has letters, digits and _ only.");
	}
	return [...before, value];
}

/** More builds at once no machine has a use for. */
const MOST_JOBS = 256;

/** The number of `--jobs`. Throws UserError `bad-number`. */
export function parseJobs(text: string): number {
	const jobs = /^\d{1,4}$/.test(text) ? Number(text) : 0;
	if (jobs >= 1 && jobs <= MOST_JOBS) return jobs;
	throw new UserError({
		code: "bad-number",
		message: `--jobs needs a whole number from 1 to ${MOST_JOBS}, not '${text}'`,
		next: ["Leave it out: then as many builds run at once as this machine has processors and memory for."],
	});
}
