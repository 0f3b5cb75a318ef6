import { stat } from "node:fs/promises";
import { runTool } from "../../../host/run-tool.js";
import { CopyMeter } from "../../tasks/copy-meter.js";
import type { OutputWriter } from "./writer.js";

/** The disk image as it is, holes kept. */
export const raw: OutputWriter = {
	from: "disk",
	async write({ image, target, signal, task }) {
		// Holes are not read.
		const bytes = stat(image).then(({ blocks }) => blocks * 512);
		const meter = new CopyMeter(bytes, "copied", (progress) => task.log.tell(progress));
		const argv = ["cp", "--sparse=always", "--reflink=auto", "--", image, target];
		await runTool(argv, { signal, onRead: meter.part() });
	},
};
