import { watchStopSignals } from "../../host/stop-signals.js";
import { settleEngine } from "../../host/surroundings.js";

/** Entry of the process inside the sandbox: takes its order from stdin, ends with the build's exit code. */
export async function builderMain(): Promise<void> {
	watchStopSignals("keep");
	settleEngine();
	const { runBuilder } = await import("../../engine/builder/builder.js");
	process.exitCode = await runBuilder(process.stdin);
	process.exit();
}
