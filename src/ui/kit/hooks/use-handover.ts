import { useKeysStore } from "../../keys/use-keys.js";
import { useSuspend } from "./use-suspend.js";

/** Gives the terminal to another program and takes it back; what goes wrong is said in the footer. */
export function useHandover(): (program: () => Promise<void>) => void {
	const suspend = useSuspend();
	const keys = useKeysStore();
	return (program) => {
		suspend(program).catch((error: Error) => keys.getState().say(error.message));
	};
}
