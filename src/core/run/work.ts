/** What the processes of a build have done since it began: counters, which only mean something beside earlier ones. */
export interface WorkDone {
	readonly cpuMs: number;
	/** Read and written. */
	readonly bytes: number;
	/** Processes that wait for a disk now. */
	readonly waiting: number;
	/** Processes that have a processor now, or wait for one. */
	readonly running: number;
}

/** How busy the processes of a build are, between two samples. */
export interface Work {
	/** 1: one processor was busy all the time. */
	readonly cpu: number;
	/** Bytes read and written a second. */
	readonly bytes: number;
	readonly waitsForDisk: boolean;
	/** A process has a processor or, on a busy machine, waits for one. */
	readonly runs: boolean;
}

/** Less than this is a loop that waits for something, no work. */
const WORTH = { cpu: 0.05, bytes: 16_384 } as const;

/** @param ms between the two; 0 or less tells nothing */
export function workBetween(before: WorkDone, now: WorkDone, ms: number): Work | undefined {
	if (ms <= 0) return undefined;
	// A process that ends while it is looked at is missing once.
	return {
		cpu: Math.max(0, now.cpuMs - before.cpuMs) / ms,
		bytes: (Math.max(0, now.bytes - before.bytes) * 1000) / ms,
		waitsForDisk: now.waiting > 0,
		runs: now.running > 0,
	};
}

/** Whether a build does anything, or only waits. */
export function isWorking({ cpu, bytes, waitsForDisk, runs }: Work): boolean {
	return cpu >= WORTH.cpu || bytes >= WORTH.bytes || waitsForDisk || runs;
}
