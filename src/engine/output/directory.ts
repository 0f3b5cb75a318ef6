import { mkdir } from "node:fs/promises";
import { copyTree } from "../disk/copy-tree.js";
import type { OutputWriter } from "./output-writer.js";

/** The tree itself, for containers and network file systems; its files keep their owners. */
export const directory: OutputWriter = {
	from: "tree",
	async write({ tree, target }) {
		await mkdir(target);
		await copyTree(tree, target);
	},
};
