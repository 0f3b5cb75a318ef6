import { basename } from "node:path";
import type { DibCommand } from "../dib/image-command.js";
import { type Place, UserError } from "../errors.js";
import type { Reference } from "../settings/setting.js";
import { parseShell, type ShellCommand, type ShellWord } from "../text/parse-shell.js";

/** A build command found in a shell's text. */
export interface FoundBuild extends DibCommand {
	/** Variables assigned for it whose values lie elsewhere. */
	readonly secrets: Readonly<Record<string, Reference>>;
	readonly place: Place;
}

/** Says nothing about what is built. */
const IGNORED = new Set(["set", ":", "true"]);

/**
 * The builds of a script: `disk-image-create` and `ramdisk-image-create` commands, also behind `sudo` and `env`, with the
 * variables that they get as a shell would give them: assigned before them or exported above. Throws UserError for any
 * other command, and for variables that are used but assigned nowhere (as the whole value of a variable they are
 * references).
 */
export function readBuilds(text: string, file: string): FoundBuild[] {
	const script: Script = { values: new Map(), exported: new Set() };
	return parseShell(text, file).flatMap((command) => readCommand(command, script));
}

type Variables = Map<string, string | Reference>;

interface Script {
	readonly values: Variables;
	readonly exported: Set<string>;
}

/** What may stand before the program, with the options of sudo that take no argument. */
const PREFIXES = /^(?:sudo|env|exec|time|bash|-E|-H|-n|--)$/;
const PROGRAMS = /^(?:disk|ramdisk)-image-create$/;

function readCommand(command: ShellCommand, script: Script): FoundBuild[] {
	const [first] = command;
	if (first && literal(first) === "export") return exportVariables(command.slice(1), script);
	const values: Variables = new Map(script.values);
	const passed = new Set(script.exported);
	for (const [index, word] of command.entries()) {
		const assigned = assign(word, values);
		const name = literal(word);
		if (assigned) passed.add(assigned);
		else if (name && PROGRAMS.test(basename(name))) return [found(word, command.slice(index + 1), values, passed)];
		else if (name && IGNORED.has(name)) return [];
		else if (!name || !PREFIXES.test(name)) throw notABuild(word, name);
	}
	for (const [name, value] of values) script.values.set(name, value);
	return [];
}

function exportVariables(words: readonly ShellWord[], { values, exported }: Script): [] {
	for (const word of words) {
		const name = assign(word, values) ?? literal(word);
		if (!name) throw notABuild(word);
		exported.add(name);
	}
	return [];
}

function found(
	program: ShellWord,
	args: readonly ShellWord[],
	values: Variables,
	passed: ReadonlySet<string>,
): FoundBuild {
	const environment: Record<string, string> = {};
	const secrets: Record<string, Reference> = {};
	for (const name of passed) {
		const value = values.get(name);
		if (typeof value === "string") environment[name] = value;
		else if (value) secrets[name] = value;
	}
	return {
		program: basename(literal(program) as string) as DibCommand["program"],
		args: args.flatMap((word) => expand(word, values)),
		environment,
		secrets,
		place: program.place,
	};
}

/** Takes `NAME=VALUE` and returns the name; undefined for any other word. */
function assign(word: ShellWord, variables: Variables): string | undefined {
	const [first, ...rest] = word.parts;
	const match = first && "text" in first ? /^([A-Za-z_]\w*)=(.*)$/s.exec(first.text) : null;
	if (!match) return undefined;
	const name = match[1] as string;
	const parts = [...(match[2] ? [{ text: match[2] }] : []), ...rest].filter((part) => !("text" in part) || part.text);
	const [only] = parts;
	if (parts.length === 1 && only && "file" in only) variables.set(name, { "from-file": only.file });
	else if (parts.length === 1 && only && "variable" in only)
		variables.set(name, variables.get(only.variable) ?? { "from-env": only.variable });
	else variables.set(name, textOf({ ...word, parts }, variables));
	return name;
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
		message: `'${name}' is not a command that an image can be imported from`,
		place,
		next: ["Leave assignments and disk-image-create commands only."],
	});
}
