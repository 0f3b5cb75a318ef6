import { probeObservation } from "../../src/layers/observe/probe.js";

/** Whether this host can show tests what hooks read; `why` not, to be added to a test's name, else empty. */
export async function observability(): Promise<{ readonly works: boolean; readonly why: string }> {
	if (process.getuid?.() !== 0) return { works: false, why: " (skipped: needs root)" };
	const probe = await probeObservation("/dev/shm");
	return probe.works ? { works: true, why: "" } : { works: false, why: ` (skipped: ${probe.why})` };
}
