import { watchStopSignals } from "../host/stop-signals.js";
import type { ProgramName } from "./report-error.js";

/** The beginning of every program: signals are heard before anything else is loaded. */
export async function start(program: ProgramName): Promise<void> {
	watchStopSignals("end");
	const { main } = await import("./main.js");
	await main(program, process.argv.slice(2));
}
