import type { Work } from "../run/work.js";

/** How much of something is used, in bytes. */
export interface Usage {
	readonly used: number;
	readonly total: number;
}

/** A file system that a build fills. */
export interface DiskGauge extends Usage {
	/** What lies on it: `tmp`, `cache`, `output`, or several of them. */
	readonly name: string;
}

/** How busy the machine of a build is, sampled. */
export interface Gauges {
	/** Busy share of all processors since the sample before, 0 to 1; undefined in the first sample. */
	readonly cpu?: number;
	readonly memory: Usage;
	/** Each file system once. */
	readonly disks: readonly DiskGauge[];
	/** Bytes a second in and out, the loopback left out; undefined in the first sample. */
	readonly network?: number;
	/** Of the build's own processes; undefined in the first sample, and when the build does not say. */
	readonly work?: Work;
}
