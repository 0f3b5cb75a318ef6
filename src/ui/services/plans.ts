import type { BuildForecast } from "../../core/built/forecast.js";
import type { CompiledPlan } from "../../core/planning/compile-plan.js";
import type { Plan } from "../../core/planning/plan.js";
import type { DraftBuild } from "../../core/profile/draft-build.js";
import type { Exported } from "../../core/profile/export-dib.js";

/** Size that a build needs on a file system, in bytes. */
export interface SpaceNeed {
	/** `the image`, `temporary files`. */
	readonly what: string;
	readonly folder: string;
	/** Below that it cannot work out. */
	readonly needed: number;
	readonly free: number;
	/** Where `needed` comes from, when it is no fixed amount: in words. */
	readonly from?: string;
}

/** An image that gives way to a new one. */
export interface ReplacedFile {
	readonly file: string;
	readonly bytes: number;
}

/** The draft as command lines that build the same. */
export interface DraftCommands {
	readonly diskwright: Exported;
	readonly diskImageCreate: Exported;
}

/** Compiles plans, and says what else is known of them before they run. */
export interface PlanService {
	/** Everything a build of this draft would do. Throws UserError with the reason why it cannot be built. */
	compile(draft: DraftBuild): Promise<CompiledPlan>;
	/** What layers will save of the build; undefined without layers. Never throws. */
	forecast(compiled: CompiledPlan): Promise<BuildForecast | undefined>;
	/** Where the build writes, with what there is. */
	space(plan: Plan): Promise<readonly SpaceNeed[]>;
	/** Files that the build's images take the place of. Absent where they are overwritten or are not there. */
	replaced(plan: Plan): Promise<readonly ReplacedFile[]>;
	/** `origin` is the name or path of the profile the draft began as. Throws UserError. */
	commands(draft: DraftBuild, origin: string | undefined): Promise<DraftCommands>;
}
