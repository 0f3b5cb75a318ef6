import { EXIT, UserError } from "../../core/errors.js";
import { lendTerminal } from "../../host/lend-terminal.js";
import { enterRun } from "../../runs/run-control.js";
import { openRun } from "../../runs/runs.js";
import { runsFolder } from "../../runs/runs-folder.js";
import type { TerminalService } from "../../ui/services/terminal.js";
import { rawOutput } from "../entry/clean-output.js";
import type { CliContext } from "../entry/context.js";

/** Programs that take the terminal over while the screen is away. */
export function terminalService({ env, stdout }: CliContext): TerminalService {
	return {
		async shell(run) {
			await enterRun(openRun(runsFolder(env), run));
		},
		async edit(file, line) {
			const [editor = "vi", ...args] = (env.VISUAL || env.EDITOR || "vi").split(/\s+/);
			const { problem } = lendTerminal([editor, ...args, ...(line === undefined ? [] : [`+${line}`]), file]);
			if (!problem) return;
			throw new UserError({
				code: "no-editor",
				message: `the editor ${editor} cannot be started: ${problem.message}`,
				next: ["Set EDITOR to the editor of your choice."],
				exitCode: EXIT.host,
			});
		},
		async authorise() {
			if (lendTerminal(["sudo", "-v"]).exitCode === 0) return;
			throw new UserError({
				code: "not-root",
				message: "sudo did not accept you",
				next: ["Start diskwright as root."],
				exitCode: EXIT.host,
			});
		},
		async run(argv) {
			const { problem } = lendTerminal(argv);
			if (!problem) return;
			throw new UserError({
				code: "missing-tool",
				message: `${argv[0]} cannot be started: ${problem.message}`,
				next: ["diskwright doctor shows what is missing."],
				exitCode: EXIT.host,
			});
		},
		copy(text) {
			rawOutput(stdout).write(clipboardSequence(text));
			return clipboardNote(env, Buffer.byteLength(text));
		},
	};
}

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
