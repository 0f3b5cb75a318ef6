import type { InstalledPackage } from "../output/package-diff.js";
import type { Plan } from "../planning/plan.js";
import type { DraftBuild } from "../profile/draft-build.js";
import type { RunSummary } from "./run-summary.js";

/** What is compared of two runs. */
export interface ReportedRun {
	readonly id: string;
	readonly summary: RunSummary;
	/** Of the image it made; absent when it made none. */
	readonly packages?: readonly InstalledPackage[];
}

/** An image that a later build has set aside. */
export interface OlderCopy {
	readonly path: string;
	readonly bytes: number;
}

/** A run that has ended, and what it is compared with. */
export interface RunReport extends ReportedRun {
	readonly folder: string;
	/** Absent when its file is gone or damaged. */
	readonly plan?: Plan;
	/** What it was started from, when it was started from a screen. */
	readonly draft?: DraftBuild;
	/** Older copies of the image files that lie beside them. */
	readonly older?: readonly OlderCopy[];
	/** The successful run before it of the same profile, or without a profile of the same image. */
	readonly before?: ReportedRun;
}
