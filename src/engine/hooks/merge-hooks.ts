import { lstat, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Element } from "../../core/element/element.js";
import { type HooksTree, hooksOfElements as mergedHooks } from "../../core/hooks/hooks-tree.js";
import { runTool } from "../../host/run-tool.js";
import { describeDiskForHooks } from "../disk/final-disk.js";
import type { Step } from "../steps/step.js";
import { together } from "../steps/together.js";

const describeDisk: Step<unknown> = {
	stage: "prepare",
	id: "disk-notes",
	title: "describe the disk for hooks",
	reads: [],
	changes: ["notes"],
	run: describeDiskForHooks,
};

const writeHooks: Step<unknown> = {
	stage: "prepare",
	id: "hooks-tree",
	title: "merge the hooks of all elements",
	reads: ["elements"],
	changes: ["hooks"],
	run: ({ elements, work }) => writeHooksTree(elements, work.hooks),
};

/** What hooks find from the first one on (contract §7.3, steps 3 and 5). */
export const mergeHooks = together({ stage: "prepare", id: "hooks", title: "merge the hooks of all elements" }, [
	describeDisk,
	writeHooks,
]);

/**
 * Writes the merged hooks of all elements below `target` (contract §5): modes, times and links kept as `cp -a` does,
 * directories of several elements merged, the last copy of a file winning. A link that another element's file takes the
 * place of is replaced: what it leads to may be a file of the host.
 */
export async function writeHooksTree(elements: readonly Element[], target: string): Promise<void> {
	const tree: HooksTree = mergedHooks(elements);
	await mkdir(target, { recursive: true });
	const copies = new Map<string, string[]>();
	for (const [directory, entries] of Object.entries(tree.directories)) {
		await mkdir(join(target, directory), { recursive: true });
		for (const [name, merged] of Object.entries(entries)) {
			for (const element of merged.elements) {
				const batch = `${element.name}\0${directory}`;
				copies.set(batch, [...(copies.get(batch) ?? []), join(element.path, directory, name)]);
			}
		}
	}
	// One cp for each directory of each element, in element order, so that the last copy wins everywhere alike.
	const order = [...copies].sort(([a], [b]) => (a < b ? -1 : 1));
	for (const [batch, sources] of order) {
		await runTool([...COPY, "-t", join(target, batch.split("\0")[1] as string), "--", ...sources]);
	}
	const files = Object.entries(tree.files).map(([name, element]) => join(element.path, name));
	const present = [];
	for (const file of files) if (await lstat(file).catch(() => undefined)) present.push(file);
	if (present.length > 0) await runTool([...COPY, "-t", target, "--", ...present]);
}

const COPY = ["cp", "-a", "--remove-destination"];
