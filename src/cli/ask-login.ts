import { createInterface } from "node:readline/promises";

/** Asks who is to log into the image; undefined when nobody is, or when there is nobody to ask. */
export async function askLogin(): Promise<{ user: string; sshKey?: string } | undefined> {
	if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
	const terminal = createInterface({ input: process.stdin, output: process.stderr });
	try {
		process.stderr.write("The image has no user who can log in.\n");
		const user = (await terminal.question("Name of the user (empty: none): ")).trim();
		if (user === "") return undefined;
		const sshKey = (await terminal.question("Public SSH key, as file or text (empty: your own in ~/.ssh): ")).trim();
		return { user, ...(sshKey ? { sshKey } : {}) };
	} finally {
		terminal.close();
	}
}
