/** What puts a text into the clipboard of the terminal (OSC 52). */
export const clipboardSequence = (text: string): string => `\u001b]52;c;${Buffer.from(text).toString("base64")}\u0007`;

/** Terminals take less than 100 kB of base64, some less than 75 kB. */
const SAFE_BYTES = 50_000;

/**
 * What is known of whether it got there: no terminal answers. tmux and screen stand between, and take it only when they
 * are told to.
 */
export function clipboardNote(env: Readonly<Record<string, string>>, bytes: number): string {
	if (bytes > SAFE_BYTES) return "sent to the terminal's clipboard, but it is long: few terminals take so much";
	if (env.TMUX) return "sent to tmux, which hands it on when it is told to: set -g set-clipboard on";
	if (env.STY) return "sent to screen, which keeps it for itself: use the terminal without it, or tmux";
	if (env.TERM === "linux") return "sent, but the console of Linux has no clipboard";
	return "sent to the terminal's clipboard; a terminal that forbids it says nothing";
}
