import { delimiter } from "node:path";
import type { CompiledPlan } from "../../core/planning/compile-plan.js";
import { replacedFiles } from "../../runs/list/older-copies.js";
import type { DraftBuild, PlanService } from "../../ui/services/plans.js";
import { compile, loadCatalogue } from "../build/compile.js";
import { profileBuildOptions } from "../build/load-build.js";
import { spaceNeeds } from "../build/preflight.js";
import type { CliContext } from "../entry/context.js";
import { draftCommands } from "./draft-commands.js";
import { draftSources } from "./sources.js";

/** Compiles plans for the screens. */
export function planService(context: CliContext): PlanService {
	return {
		compile: (draft) => compileDraft(draft, context),
		space: spaceNeeds,
		replaced: async (plan) => replacedFiles(plan),
		commands: async (draft, origin) => draftCommands(draft, origin, context),
	};
}

/** The plan of a draft with what this host and its files say. Throws UserError. */
export async function compileDraft(draft: DraftBuild, context: CliContext): Promise<CompiledPlan> {
	const path = [...(draft.elementsPath ?? []), context.env.ELEMENTS_PATH].filter(Boolean).join(delimiter);
	const env = { ...context.env, ...draft.secrets, ...(path ? { ELEMENTS_PATH: path } : {}) };
	const options = profileBuildOptions(draft.profile, draft.file, env, context);
	return compile(options, env, await loadCatalogue(env, context, await draftSources(draft, context)), context.cwd);
}
