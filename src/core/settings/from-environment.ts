import { type BuildOptions, contractOptions } from "../planning/build-options.js";
import type { Plan } from "../planning/plan.js";
import { ALL_SETTINGS } from "./settings.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** The options of a build as they are before a command line or a profile says anything. Throws UserError for a variable that says nonsense. */
export function optionsFromEnvironment(program: Plan["program"], env: Environment, cwd: string): BuildOptions {
	const options = contractOptions(program, env, cwd);
	const own = ALL_SETTINGS.map(({ row }) => row.usual?.settings(env[row.usual.variable ?? ""] || undefined, program));
	return { ...options, settings: Object.assign({}, options.settings, ...own) };
}

/** Our own variables that steer a build. */
export const STEERING_VARIABLES: readonly string[] = ALL_SETTINGS.flatMap(({ row }) => row.usual?.variable ?? []);
