import type { CommandTable } from "../command-line/command-table.js";
import { readTables } from "../command-line/read-tables.js";
import type { CliContext } from "../entry/context.js";
import { type Completion, complete } from "./complete.js";
import { namesHere } from "./names.js";

/**
 * `diskwright __complete SHELL PROGRAM …`, which the scripts of scripts.ts call while somebody types. zsh and fish hand over
 * the word and those before it; bash, which splits words at = and :, its own idea of the word and the line. The answer's
 * first line says how to go on (`files`, `folders`, `open`), each further one is a word, and behind a tab what it means.
 */
export async function answerCompletion(argv: readonly string[], context: CliContext): Promise<number> {
	const [shell = "", program = "", word = "", ...rest] = argv;
	const table = (await readTables(context)).find(({ name }) => name === program.replace(/\.js$/, ""));
	if (!table) return 0;
	const answer =
		shell === "bash" ? await forBash(table, word, rest[0] ?? "", context) : await ask(table, rest, word, context);
	context.stdout.write(text(answer, shell));
	return 0;
}

const ask = (table: CommandTable, before: readonly string[], word: string, context: CliContext) =>
	complete(table, before, word, namesHere(context));

/** Bash replaces only what stands behind the last = or : of a word: candidates begin there too. */
async function forBash(table: CommandTable, bashWord: string, line: string, context: CliContext): Promise<Completion> {
	const [, ...words] = wordsOfLine(line);
	const word = words.pop() ?? "";
	const seen = /^[=:]$/.test(bashWord) ? "" : bashWord;
	const skipped = word.endsWith(seen) ? word.length - seen.length : 0;
	const { candidates, ...how } = await ask(table, words, word, context);
	return { ...how, candidates: candidates.map((candidate) => ({ ...candidate, word: candidate.word.slice(skipped) })) };
}

function text({ candidates, paths, open }: Completion, shell: string): string {
	const how = [paths, open && "open"].filter(Boolean).join(" ");
	const rows = candidates.map(({ word, meaning }) => (meaning && shell !== "bash" ? `${word}\t${meaning}` : word));
	return [how, ...rows].map((row) => `${row}\n`).join("");
}

/**
 * The words of a command line that is still being typed, as a shell splits them, without their quotes; a quote may be open.
 * The last one is the word that goes on: empty after a blank.
 */
export function wordsOfLine(line: string): string[] {
	const words: string[] = [];
	let word = "";
	let begun = false;
	let quote = "";
	for (let at = 0; at < line.length; at++) {
		const sign = line[at] as string;
		if (quote !== "") {
			if (sign === quote) quote = "";
			else if (quote === '"' && sign === "\\" && /["\\$`]/.test(line[at + 1] ?? "")) word += line[++at];
			else word += sign;
			continue;
		}
		if (sign === "'" || sign === '"') {
			quote = sign;
			begun = true;
		} else if (sign === "\\") {
			word += line[++at] ?? "";
			begun = true;
		} else if (/\s/.test(sign)) {
			if (begun) words.push(word);
			word = "";
			begun = false;
		} else {
			word += sign;
			begun = true;
		}
	}
	return [...words, word];
}
