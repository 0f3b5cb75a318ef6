import { PHASES } from "../hooks/phases.js";
import { isHookName, MEANT_HOOKS, PHASE_FOLDER } from "./hook-names.js";
import type { Input } from "./input.js";
import { type TreeName, treeValue } from "./task-inputs.js";

/** Texts that could tell a hook of others. */
export interface MeaningTexts {
	/** Those that it has opened. */
	readonly opened: readonly string[];
	/** Programs and data of the hooks tree that it may get to see by way of the image. */
	readonly shared: readonly string[];
}

/** `$phase.d/…`, `${phase}.d/…`: any of them. */
const ANY_PHASE = /\$\{?\w+\}?["']?\.d["']?\//;

/**
 * The hooks that these texts could look for: those whose names they have, and all of a phase whose folder they have. The phases come
 * along, so that a hook that is new in one of them makes a difference.
 */
export function meantHooksInput(entries: readonly TreeName[], { opened, shared }: MeaningTexts): Input {
	const all = [...opened, ...shared];
	const isAny = all.some((text) => ANY_PHASE.test(text));
	const phases = PHASES.filter(
		(phase) =>
			isAny ||
			opened.some((text) => new RegExp(`(?<![\\w-])${phase}\\.d\\b`).test(text)) ||
			shared.some((text) => new RegExp(`(?<![\\w-])${phase}\\.d["']?/`).test(text)),
	);
	const meant = entries.filter(isHookName).filter(({ path }) => {
		const [, phase = "", hook] = PHASE_FOLDER.exec(path) ?? [];
		return phases.some((one) => one === phase) || (hook !== undefined && all.some((text) => text.includes(hook)));
	});
	const told = meant.map((entry) => `${entry.path} ${treeValue(entry)}`).sort();
	return { name: MEANT_HOOKS, value: [...phases.map((phase) => `${phase}.d/*`), ...told].join(", ") };
}
