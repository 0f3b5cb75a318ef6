import type { EventEmitter } from "node:events";
import type { Argument, Command, Option } from "commander";
import type { ValueKind } from "../../core/settings/value-kind.js";
import { argumentKind, optionKind } from "./value-kinds.js";

/** An option as help, completion and man pages show it. */
export interface OptionRow {
	/** `-o`, `--output`: the short one first, where there is one. */
	readonly flags: readonly string[];
	/** What the value is called, with its brackets: `<name>`, `[kind]`; absent: a switch. */
	readonly value?: string;
	readonly kind?: ValueKind;
	readonly meaning: string;
	readonly choices?: readonly string[];
	readonly default?: string;
	/** Heading of the group it stands in. */
	readonly group?: string;
}

/** An argument without a dash: `<profile|element...>`. */
export interface ArgumentRow {
	readonly name: string;
	readonly kind: ValueKind;
	readonly meaning: string;
	readonly choices?: readonly string[];
	readonly repeated: boolean;
}

/** A program, or one of its commands, with everything that can be typed after it. */
export interface CommandTable {
	/** As it is typed: `diskwright runs list`. */
	readonly name: string;
	readonly about: string;
	/** What follows the name. */
	readonly usage: string;
	readonly options: readonly OptionRow[];
	readonly arguments: readonly ArgumentRow[];
	readonly commands: readonly CommandTable[];
	/** Command lines that help shows, one a line. */
	readonly examples?: readonly string[];
	readonly environment?: readonly (readonly [variable: string, meaning: string])[];
}

/** The table of a command that commander reads. Hidden commands and options are left out. */
export function tableOf(command: Command, above = ""): CommandTable {
	const name = [above, command.name()].filter(Boolean).join(" ");
	const help = command.createHelp();
	const examples = examplesOf(command);
	return {
		name,
		about: command.description(),
		usage: command.usage(),
		options: help.visibleOptions(command).map((option) => optionRow(option, name)),
		arguments: command.registeredArguments.map((argument) => argumentRow(argument, name)),
		commands: help
			.visibleCommands(command)
			.filter((child) => child.name() !== "help")
			.map((child) => tableOf(child, name)),
		...(examples.length > 0 ? { examples } : {}),
	};
}

/** The indented lines of the text after a command's help. */
function examplesOf(command: Command): string[] {
	let text = "";
	// Commander keeps the texts around its help as listeners of events that its types do not mention.
	(command as unknown as EventEmitter).emit("afterHelp", {
		error: false,
		command,
		write: (part: string) => (text += part),
	});
	return text
		.split("\n")
		.filter((line) => line.startsWith("  "))
		.map((line) => line.trim());
}

function optionRow(option: Option, command: string): OptionRow {
	const flags = [option.short, option.long].filter((flag): flag is string => flag !== undefined && flag !== null);
	const value = /[<[].*[>\]]$/.exec(option.flags)?.[0];
	return {
		flags,
		...(value ? { value, kind: option.argChoices ? ("choice" as const) : optionKind(option.long ?? "", command) } : {}),
		meaning: option.description,
		...(option.argChoices ? { choices: option.argChoices } : {}),
		...(typeof option.defaultValue === "string" ? { default: option.defaultValue } : {}),
		...(option.helpGroupHeading ? { group: option.helpGroupHeading } : {}),
	};
}

function argumentRow(argument: Argument, command: string): ArgumentRow {
	return {
		name: argument.name(),
		kind: argument.argChoices ? "choice" : argumentKind(argument.name(), command),
		meaning: argument.description,
		...(argument.argChoices ? { choices: argument.argChoices } : {}),
		repeated: argument.variadic,
	};
}
