import { useApp, useIsScreenReaderEnabled, useStdout } from "ink";
import { placeForFrame } from "../look/terminal-codes.js";

/** Gives the terminal away until a promise is settled. What was typed meanwhile moves no frame. */
export function useSuspend(): (away: () => Promise<void>) => Promise<void> {
	const { suspendTerminal } = useApp();
	const { stdout } = useStdout();
	const isReadAloud = useIsScreenReaderEnabled();
	return (away) =>
		suspendTerminal(async () => {
			try {
				await away();
			} finally {
				stdout.write(placeForFrame(isReadAloud));
			}
		});
}
