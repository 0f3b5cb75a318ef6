import { statSync } from "node:fs";
import { delimiter, resolve } from "node:path";
import type { CompiledPlan } from "../../core/planning/compile-plan.js";
import type { Plan } from "../../core/planning/plan.js";
import type { DraftBuild } from "../../core/profile/draft-build.js";
import type { PlanService, ReplacedFile } from "../../ui/services/plans.js";
import { profileBuildOptions } from "../build/build-request.js";
import { compile, loadCatalogue } from "../build/compile.js";
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

/** The files that the images of a plan take the place of, and which are kept under a name with a date. */
export function replacedFiles({ outputs, settings }: Plan): readonly ReplacedFile[] {
	if (settings.overwriteOldImage) return [];
	return outputs.flatMap(({ file }): ReplacedFile[] => {
		const found = statSync(resolve(settings.directory, file), { throwIfNoEntry: false });
		return found?.isFile() ? [{ file, bytes: found.size }] : [];
	});
}
