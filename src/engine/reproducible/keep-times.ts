import { runTool } from "../../host/run-tool.js";
import { keepWrittenFiles, readWrittenFiles } from "../../runs/written-files.js";
import type { BuildContext } from "../build-context.js";

/**
 * Keeps in the run when each file of the tree was last changed: by that a file that differs in another build is found again in the
 * tasks. Called before the final file systems are made, too: they hold whole seconds.
 */
export async function keepTimes({ order }: Pick<BuildContext, "order">, tree: string): Promise<void> {
	const before = await readWrittenFiles(order.runFolder);
	const { stdout } = await runTool(["find", tree, "-mindepth", "1", "-printf", "%C@ %P\\n"]);
	const text = stdout.replace(/^(\d+)(?:\.\d+)? (.+)$/gm, (line, seconds: string, path: string) => {
		const exact = (before.get(path) ?? Number.NaN) / 1000;
		return Math.floor(exact) === Number(seconds) ? `${exact} ${path}` : line;
	});
	await keepWrittenFiles(order.runFolder, text, order.caller);
}
