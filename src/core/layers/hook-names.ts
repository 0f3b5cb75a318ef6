import { PHASES } from "../hooks/phases.js";

/** The phase, and below it the name of what lies in its folder. */
export const PHASE_FOLDER = new RegExp(`^(${PHASES.join("|")})\\.d(?:/([^/]+))?$`);

/**
 * Whether an entry of the hooks tree is a hook, or the folder of a phase. Hooks do not look for each other, so one that comes or goes
 * counts for those alone whose texts could mean it.
 */
export const isHookName = ({ path, kind }: { readonly path: string; readonly kind: string }): boolean => {
	const [, , hook] = PHASE_FOLDER.exec(path) ?? [undefined, undefined, undefined];
	return PHASE_FOLDER.test(path) && (hook === undefined ? kind === "folder" : kind !== "folder");
};

/** The name of the input that has other hooks. */
export const MEANT_HOOKS = "hooks that it could look for";
