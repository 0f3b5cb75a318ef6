import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { openTerminal, type Terminal, type TerminalOptions } from "./open-terminal.js";

/** A program in a tmux of its own; screen, output and counts are those of the terminal that tmux draws on. */
export interface TmuxTerminal extends Terminal {
	/** Runs a command of tmux, such as `detach-client`; its output. */
	tmux(...command: string[]): Promise<string>;
}

/** No status line: the program has the whole terminal, as without tmux. */
const SETTINGS = `set -g status off
set -g escape-time 0
set -g default-terminal tmux-256color
set -ga terminal-overrides ",*:Tc"
`;

/** Starts a program in a session of a tmux server that nobody else uses, and a terminal that is attached to it. */
export function openTmux(argv: readonly string[], options: TerminalOptions = {}): TmuxTerminal {
	const folder = mkdtempSync(join(tmpdir(), "tmux-"));
	const settings = join(folder, "tmux.conf");
	writeFileSync(settings, SETTINGS);
	const server = ["-S", join(folder, "socket"), "-f", settings];
	const terminal = openTerminal(["tmux", ...server, "new-session", ...argv], options);
	const tmux = async (...command: string[]) =>
		(await promisify(execFile)("tmux", [...server, ...command], { encoding: "utf8" })).stdout;
	return {
		...terminal,
		tmux,
		async close() {
			// It has ended by itself when the program did.
			await tmux("kill-server").catch(() => {});
			await terminal.close();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
