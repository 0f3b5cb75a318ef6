import { cleanLine, printableJson } from "../../../core/text/terminal-text.js";
import type { CliContext } from "../../entry/context.js";

/** What a command has to say. */
export interface Answer {
	/** With --json. */
	readonly json: unknown;
	/** Without; ends with a line break. */
	readonly text: string;
	/** For the user, beside the answer: one sentence each. */
	readonly notes?: readonly string[];
}

/** Lines as an answer's text, safe for a terminal. */
export const answerText = (lines: readonly string[]) => lines.map((line) => `${cleanLine(line)}\n`).join("");

/** Prints the answer on standard output and its notes on standard error. */
export function printAnswer(answer: Answer, { json }: { readonly json?: true }, { stdout, stderr }: CliContext): void {
	stdout.write(json ? `${printableJson(answer.json, 2)}\n` : answer.text);
	for (const note of answer.notes ?? []) stderr.write(`note: ${cleanLine(note)}\n`);
}
