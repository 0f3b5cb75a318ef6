import { useApp, useStdout } from "ink";
import { FIRST_COLUMN } from "../look/terminal-codes.js";

/** Gives the terminal away until a promise is settled. What was typed meanwhile moves no frame: Ink draws from the cursor's column. */
export function useSuspend(): (away: () => Promise<void>) => Promise<void> {
	const { suspendTerminal } = useApp();
	const { stdout } = useStdout();
	return (away) =>
		suspendTerminal(async () => {
			try {
				await away();
			} finally {
				stdout.write(FIRST_COLUMN);
			}
		});
}
