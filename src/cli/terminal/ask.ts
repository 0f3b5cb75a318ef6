import { createInterface } from "node:readline/promises";
import { EXIT, UserError } from "../../core/errors.js";

/** Questions to the user at the terminal. */
export interface Questions {
	/** What was answered, without blanks around it. Throws UserError `cancelled` after Ctrl-C and Ctrl-D. */
	ask(question: string): Promise<string>;
	say(text: string): void;
}

/** Asks while `use` runs, on standard error; undefined when there is nobody to ask. */
export async function withQuestions<T>(use: (questions: Questions) => Promise<T>): Promise<T | undefined> {
	if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
	const terminal = createInterface({ input: process.stdin, output: process.stderr });
	// After Ctrl-D a question is never answered.
	const ended = new Promise<never>((_, reject) => terminal.once("close", () => reject(cancelled())));
	ended.catch(() => {});
	try {
		return await use({
			ask: async (question) =>
				(
					await Promise.race([
						terminal.question(question).catch(() => {
							throw cancelled();
						}),
						ended,
					])
				).trim(),
			say: (text) => void process.stderr.write(text),
		});
	} finally {
		terminal.close();
	}
}

const cancelled = () =>
	new UserError({ code: "cancelled", message: "Cancelled: nothing was begun", exitCode: EXIT.cancelled });
