import { runTool } from "../process/run.js";
import type { OutputWriter } from "./output-writer.js";

/** The disk image as it is, holes kept. */
export const raw: OutputWriter = {
	extension: "raw",
	async write({ image, target, signal }) {
		await runTool(["cp", "--sparse=always", "--reflink=auto", "--", image, target], { signal });
	},
};
