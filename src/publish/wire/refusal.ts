import type { Answer } from "./http.js";

/** An answer that is no success, and what was asked for. */
export class Refusal extends Error {
	constructor(
		readonly answer: Answer,
		/** As the end of a sentence such as `The cloud lab does not …`. */
		readonly doing: string,
	) {
		super(`${answer.status}: ${saying(answer)}`);
		this.name = "Refusal";
	}
}

/** What a server says of why, out of JSON or an error page, in one line. */
export function saying({ text }: Pick<Answer, "text">): string {
	let said = text;
	try {
		const parsed = JSON.parse(text) as { error?: { message?: string }; message?: string };
		said = parsed.error?.message ?? parsed.message ?? text;
	} catch {
		// An error page: the title says the code, the body the reason.
		said = text.replace(/<title>.*?<\/title>|<h1>.*?<\/h1>/gs, " ").replace(/<[^>]*>/g, " ");
	}
	return said.replace(/\s+/g, " ").trim().slice(0, 300);
}
