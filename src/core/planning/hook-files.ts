import type { PlannedHookFile, PlannedPhase } from "./plan.js";

/**
 * The files beside the image that hooks of the cleanup phase name: `$IMAGE_NAME.kernel`. Those of other programs'
 * elements are found too (IMAGE_PATH is the name with its folder in ironic-python-agent-builder); that a hook really
 * writes one is not certain.
 */
export function filesOfHooks(
	phases: readonly PlannedPhase[],
	imageName: string,
	textOf: (file: string) => string,
): PlannedHookFile[] {
	const hooks = phases.find(({ phase }) => phase === "cleanup")?.hooks ?? [];
	const found = new Map<string, PlannedHookFile>();
	for (const { element, file } of hooks) {
		for (const [, suffix] of textOf(file).matchAll(
			/\$(?:IMAGE_(?:NAME|PATH)|\{IMAGE_(?:NAME|PATH)\})\.(\w+)(?![\w/])/g,
		)) {
			const name = `${imageName}.${suffix}`;
			if (!found.has(name)) found.set(name, { file: name, element });
		}
	}
	return [...found.values()];
}
