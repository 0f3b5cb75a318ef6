import { closeSync, openSync } from "node:fs";
import { EXIT, UserError } from "../core/errors.js";
import { lendTerminal } from "./lend-terminal.js";
import { asRoot, requirePrivilege } from "./privilege.js";
import { runTool } from "./run-tool.js";

/** A shell that does nothing, for builds begin with a shell. */
const PROBE = ["sh", "-c", ":"] as const;

/**
 * Makes sure that this process comes to root before something is begun as root: sudo asks for the password now, where `ask`
 * lets it and there is a terminal. `what` it is for begins the sentence of a refusal. Throws UserError `not-root` or
 * `sudo-refused`.
 */
export async function authorise({ ask, what }: { readonly ask: boolean; readonly what?: string }): Promise<void> {
	if (requirePrivilege().how === "root") return;
	const silent = await trySilently();
	if (silent === undefined) return;
	if (!ask || !hasTerminal()) throw sudoRefused(silent, what);
	if (lendTerminal(["sudo", "-v"]).exitCode !== 0) throw sudoRefused("it did not accept you", what);
	const after = await trySilently();
	if (after !== undefined) throw sudoRefused(after, what);
}

/** What sudo complains about when it may not ask; undefined when it lets us. */
async function trySilently(): Promise<string | undefined> {
	const { exitCode, stderr } = await runTool(asRoot(PROBE, { ask: false }), { accept: "any" });
	return exitCode === 0 ? undefined : complaintOf(stderr);
}

const complaintOf = (said: string) =>
	said
		.trim()
		.split("\n")
		.at(-1)
		?.replace(/^sudo: /, "") || "it does not say why";

/** The error that sudo did not let us. */
export function sudoRefused(why: string, what = "Building"): UserError {
	return new UserError({
		code: "sudo-refused",
		message: `${what} needs root, and sudo refuses: ${complaintOf(why)}`,
		next: [
			"Ask for it before, in the same terminal: sudo -v",
			"Or do it as root. Who may use sudo is written in /etc/sudoers; sudo -l shows what you may.",
		],
		exitCode: EXIT.host,
	});
}

/** sudo asks on the terminal itself, whatever our own streams are. */
function hasTerminal(): boolean {
	try {
		closeSync(openSync("/dev/tty", "r+"));
		return true;
	} catch {
		return false;
	}
}
