import type { CompiledPlan } from "../../core/planning/compile-plan.js";
import type { Profile } from "../../core/profile.js";

/** What the person has chosen so far, as a build needs it. */
export interface DraftBuild {
	readonly profile: Profile;
	/** The profile's file, when it came from one: relative files in it are relative to it. */
	readonly file?: string;
	/** Folders before the elements path. */
	readonly elementsPath?: readonly string[];
	/** Values of secret variables: kept in memory only, never in a profile. */
	readonly secrets?: Readonly<Record<string, string>>;
}

/** Compiles plans. */
export interface PlanService {
	/** Everything a build of this draft would do. Throws UserError with the reason why it cannot be built. */
	compile(draft: DraftBuild): Promise<CompiledPlan>;
}
