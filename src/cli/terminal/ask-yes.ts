import { cleanLine } from "../../core/text/terminal-text.js";
import { withQuestions } from "./ask.js";

/** Asks on the terminal, where enter alone means yes; false when there is nobody to ask. */
export async function askYes(question: string): Promise<boolean> {
	const answer = await withQuestions(({ ask }) => ask(`${cleanLine(question)} [Y/n] `));
	return answer !== undefined && /^(y(es)?)?$/i.test(answer);
}
