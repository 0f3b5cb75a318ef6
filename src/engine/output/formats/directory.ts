import { mkdir } from "node:fs/promises";
import { copyTree } from "../../disk/copy-tree.js";
import { CopyMeter, treeBytes } from "../../tasks/copy-meter.js";
import type { OutputWriter } from "./writer.js";

/** The tree itself, for containers and network file systems; its files keep their owners. */
export const directory: OutputWriter = {
	from: "tree",
	async write({ tree, target, task }) {
		await mkdir(target);
		const meter = new CopyMeter(treeBytes(tree), "copied", (progress) => task.log.tell(progress));
		await copyTree(tree, target, { onRead: meter.part() });
	},
};
