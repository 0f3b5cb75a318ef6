import { cleanLine } from "../../core/text/terminal-text.js";
import { outcomeText, savedText, type WatchState, watchingText } from "../../core/watch/watch-state.js";
import type { TextOutput } from "../../report/reporter.js";

/** Tells in lines what watching does, between the logs of its builds. */
export function watchLines(output: TextOutput): (state: WatchState) => void {
	const said = new Set<string>();
	const sayOnce = (about: string, text: string) => {
		if (said.has(about)) return;
		said.add(about);
		output.write(`watch: ${cleanLine(text)}\n`);
	};
	return (state) => {
		const round = state.rounds.at(-1);
		if (!round) return;
		const { number, outcome, error } = round;
		if (number > 1) sayOnce(`${number} begins`, savedText(round));
		if (outcome === "building") return;
		sayOnce(`${number} ${outcome}`, outcomeText(round));
		if (outcome === "stopping") return;
		if (error) for (const [index, next] of error.next.entries()) sayOnce(`${number} next ${index}`, `→ ${next}`);
		if (outcome !== "cancelled") sayOnce(`${number} waits`, `${watchingText(state)}; ctrl+c ends it`);
	};
}
