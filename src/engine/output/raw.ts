import { runTool } from "../../host/run-tool.js";
import type { OutputWriter } from "./output-writer.js";

/** The disk image as it is, holes kept. */
export const raw: OutputWriter = {
	from: "disk",
	async write({ image, target, signal }) {
		await runTool(["cp", "--sparse=always", "--reflink=auto", "--", image, target], { signal });
	},
};
