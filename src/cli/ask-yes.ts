import { createInterface } from "node:readline/promises";
import { cleanLine } from "../core/terminal-text.js";

/** Asks on the terminal, where enter alone means yes; false when there is nobody to ask. */
export async function askYes(question: string): Promise<boolean> {
	if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
	const terminal = createInterface({ input: process.stdin, output: process.stderr });
	try {
		const answer = await terminal.question(`${cleanLine(question)} [Y/n] `);
		return /^(y(es)?)?$/i.test(answer.trim());
	} finally {
		terminal.close();
	}
}
