import { basename } from "node:path";
import type { DibCommand } from "../dib/image-command.js";
import { type Place, UserError } from "../errors.js";
import { parseShell, type ShellCommand, type ShellWord } from "../shell/parse.js";
import type { Reference } from "./variables.js";

/** A build command found in a shell's text. */
export interface FoundBuild extends DibCommand {
	/** Variables assigned for it whose values lie elsewhere. */
	readonly secrets: Readonly<Record<string, Reference>>;
	readonly place: Place;
}

/** Says nothing about what is built. */
const IGNORED = new Set(["set", ":", "true"]);

/**
 * The builds of a script: `disk-image-create` and `ramdisk-image-create` commands with the variables assigned before them
 * or exported above, also behind `sudo` and `env`. Throws UserError for any other command, and for variables that are
 * used but assigned nowhere (as the whole value of a variable they are references).
 */
export function readBuilds(text: string, file: string): FoundBuild[] {
	const script: Variables = new Map();
	return parseShell(text, file).flatMap((command) => readCommand(command, script));
}

type Variables = Map<string, string | Reference>;

function readCommand(command: ShellCommand, script: Variables): FoundBuild[] {
	const own: Variables = new Map(script);
	const words = [...command];
	for (;;) {
		const word = words[0];
		const name = word && literal(word);
		if (!word) {
			for (const [variable, value] of own) script.set(variable, value);
			return [];
		}
		if (assign(word, own) || (name && PREFIXES.test(name))) words.shift();
		else if (name === "export") words.splice(0, words[1] && /^-/.test(literal(words[1]) ?? "") ? 2 : 1);
		else if (name && words.length < command.length && /^\w+$/.test(name) && isExport(command)) words.shift();
		else if (name && IGNORED.has(name)) return [];
		else if (name && PROGRAMS.test(basename(name))) return [found(word, words.slice(1), own)];
		else throw notABuild(word, name);
	}
}

const PROGRAMS = /^(?:disk|ramdisk)-image-create$/;
/** What may stand before the program, with the options of sudo that take no argument. */
const PREFIXES = /^(?:sudo|env|exec|time|bash|-E|-H|-n|--)$/;

const isExport = (command: ShellCommand) => command[0] !== undefined && literal(command[0]) === "export";

function found(program: ShellWord, args: readonly ShellWord[], variables: Variables): FoundBuild {
	const environment: Record<string, string> = {};
	const secrets: Record<string, Reference> = {};
	for (const [name, value] of variables) {
		if (typeof value === "string") environment[name] = value;
		else secrets[name] = value;
	}
	return {
		program: basename(literal(program) as string) as DibCommand["program"],
		args: args.flatMap((word) => expand(word, variables)),
		environment,
		secrets,
		place: program.place,
	};
}

/** Takes `NAME=VALUE`; false for any other word. */
function assign(word: ShellWord, variables: Variables): boolean {
	const [first, ...rest] = word.parts;
	const match = first && "text" in first ? /^([A-Za-z_]\w*)=(.*)$/s.exec(first.text) : null;
	if (!match) return false;
	const name = match[1] as string;
	const parts = [...(match[2] ? [{ text: match[2] }] : []), ...rest].filter((part) => !("text" in part) || part.text);
	const [only] = parts;
	if (parts.length === 1 && only && "file" in only) variables.set(name, { "from-file": only.file });
	else if (parts.length === 1 && only && "variable" in only)
		variables.set(name, variables.get(only.variable) ?? { "from-env": only.variable });
	else variables.set(name, textOf({ ...word, parts }, variables));
	return true;
}

/** A word's text when it is nothing but text. */
function literal({ parts }: ShellWord): string | undefined {
	const texts = parts.map((part) => ("text" in part ? part.text : undefined));
	return texts.includes(undefined) ? undefined : texts.join("");
}

/** The words that a shell makes of a word: a variable outside of quotes is split at blanks. */
function expand(word: ShellWord, variables: Variables): string[] {
	const [only] = word.parts;
	const value = textOf(word, variables);
	const bare = word.parts.length === 1 && only && "variable" in only && !only.quoted;
	return bare ? value.split(/\s+/).filter(Boolean) : [value];
}

function textOf({ parts, place }: ShellWord, variables: Variables): string {
	return parts
		.map((part) => {
			if ("text" in part) return part.text;
			const value = "variable" in part ? variables.get(part.variable) : undefined;
			if (typeof value === "string") return value;
			throw new UserError({
				code: "value-unknown",
				message:
					"variable" in part
						? `The value of $${part.variable} is not known here`
						: "A file's content is not known here",
				place,
				next: ["Write the value out. References are understood as whole values of variables only."],
			});
		})
		.join("");
}

function notABuild({ place }: ShellWord, name = "this"): UserError {
	return new UserError({
		code: "not-a-build",
		message: `'${name}' is no command that an image can be imported from`,
		place,
		next: ["Leave assignments and disk-image-create commands only."],
	});
}
