import { describeDiskForHooks } from "../disk/final-disk.js";
import type { Step } from "../steps/step.js";
import { together } from "../steps/together.js";
import { writeHooksTree } from "./hooks-tree.js";

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
