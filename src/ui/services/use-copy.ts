import type { ActionHandler } from "../keys/keys.js";
import { useKeysStore } from "../keys/use-keys.js";
import { useServices } from "./services.js";

/**
 * The key that copies what is highlighted, to be spread into the actions of a list. `what` is said in the footer with what
 * became of it: `its path`. Without a text there is nothing to copy there.
 */
export function useCopy(): (
	what: string,
	text: string | undefined,
	more?: Partial<ActionHandler>,
) => { readonly copy: ActionHandler } {
	const { terminal } = useServices();
	const keys = useKeysStore();
	return (what, text, more) => ({
		copy: {
			run: () => text !== undefined && keys.getState().say(`${what}: ${terminal.copy(text)}`),
			quiet: true,
			...(text ? {} : { disabled: "There is nothing to copy here." }),
			...more,
		},
	});
}
