import { useApp } from "ink";
import { useKeysStore } from "./use-keys.js";

/** Gives the terminal to another program and takes it back; what goes wrong is said in the footer. */
export function useHandover(): (program: () => Promise<void>) => void {
	const { suspendTerminal } = useApp();
	const keys = useKeysStore();
	return (program) => {
		suspendTerminal(program).catch((error: Error) => keys.getState().say(error.message));
	};
}
