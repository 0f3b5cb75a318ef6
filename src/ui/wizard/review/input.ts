import type { BuildForecast } from "../../../core/built/forecast.js";
import type { SerialisedError } from "../../../core/errors.js";
import type { CompiledPlan } from "../../../core/planning/compile-plan.js";
import type { DraftBuild } from "../../../core/profile/draft-build.js";
import type { Durations } from "../../../core/run/durations.js";
import type { Action } from "../../keys/keymap.js";
import type { DraftCommands, ReplacedFile, SpaceNeed } from "../../services/plans.js";
import type { Obstacle } from "../step.js";

/** Everything that is known of a build before it starts. */
export interface ReviewInput {
	readonly build: DraftBuild;
	readonly compiled: CompiledPlan;
	/** Why the draft cannot be built as it is; then `compiled` is the newest plan that could. */
	readonly error: SerialisedError | undefined;
	/** What stands in the way of an image that serves, or of any. */
	readonly obstacles: readonly Obstacle[];
	/** Means of earlier runs; absent while they are looked up. */
	readonly durations: Durations | undefined;
	/** With layers, what they will save; absent while it is looked up. */
	readonly forecast?: BuildForecast | undefined;
	readonly space: readonly SpaceNeed[];
	/** Images that the new ones take the place of; they are kept. */
	readonly replaced: readonly ReplacedFile[];
	readonly commands: DraftCommands | undefined;
	/** The keys of an action, for sentences that name them. */
	readonly keyOf: (action: Action) => string;
	readonly installCommand: (tools: readonly string[]) => string | undefined;
}
