import type { Writable } from "node:stream";
import { progressText, Rate } from "../../core/publish/progress-text.js";
import type { SendProgress } from "../../core/publish/target.js";

/** A terminal's line is written over so often; elsewhere a line is added. */
const TERMINAL_MS = 250;
const LINES_MS = 10_000;

/** Shows how far an image is, with rate and time left: on one line of a terminal, or as lines now and then. */
export function showProgress(output: Writable, isTerminal: boolean, now: () => number = Date.now) {
	const rate = new Rate();
	let shown = isTerminal ? 0 : now();
	let open = false;
	return {
		progress(progress: SendProgress): void {
			const at = now();
			rate.add(progress.sent, at);
			if (at - shown < (isTerminal ? TERMINAL_MS : LINES_MS)) return;
			shown = at;
			const text = progressText(progress, rate.bytesPerSecond);
			output.write(isTerminal ? `\r${text.padEnd(72)}` : `${text}\n`);
			open = isTerminal;
		},
		/** Ends the line that is written over, before something else is said. */
		end(): void {
			if (open) output.write(`\r${" ".repeat(72)}\r`);
			open = false;
		},
	};
}
