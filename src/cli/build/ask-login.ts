import { withQuestions } from "../terminal/ask.js";

/** Asks who is to log into the image; undefined when nobody is, or when there is nobody to ask. */
export function askLogin(): Promise<{ user: string; sshKey?: string } | undefined> {
	return withQuestions(async ({ ask, say }) => {
		say("The image has no user who can log in.\n");
		const user = await ask("Name of the user (empty: none): ");
		if (user === "") return undefined;
		const sshKey = await ask("Public SSH key, as file or text (empty: your own in ~/.ssh): ");
		return { user, ...(sshKey ? { sshKey } : {}) };
	});
}
