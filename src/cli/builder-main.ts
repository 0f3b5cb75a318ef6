import { watchStopSignals } from "../host/stop-signals.js";

/** Entry of the process inside the sandbox: takes its order from stdin, ends with the build's exit code. */
export async function builderMain(): Promise<void> {
	watchStopSignals("keep");
	const { runBuilder } = await import("../engine/builder.js");
	process.exitCode = await runBuilder(process.stdin);
	process.exit();
}
