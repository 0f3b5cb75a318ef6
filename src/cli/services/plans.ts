import { statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import type { CompiledPlan } from "../../core/planning/compile-plan.js";
import type { Plan } from "../../core/planning/plan.js";
import { differenceFrom } from "../../core/profile/difference.js";
import type { DraftBuild } from "../../core/profile/draft-build.js";
import { draftCommand } from "../../core/profile/draft-command.js";
import { exportDibCommand } from "../../core/profile/export-dib.js";
import type { Profile } from "../../core/profile/profile.js";
import { quoteWord } from "../../core/text/quote-shell.js";
import { loadProfile } from "../../profiles/load-profile.js";
import { profileFolders } from "../../profiles/profile-files.js";
import type { DraftCommands, PlanService, ReplacedFile } from "../../ui/services/plans.js";
import { exportFiles, profileBuildOptions } from "../build/build-request.js";
import { compile, loadCatalogue } from "../build/compile.js";
import { maskedForecast } from "../build/forecast.js";
import { spaceNeeds } from "../build/preflight.js";
import type { CliContext } from "../entry/context.js";
import { draftSources } from "./sources.js";

/** Compiles plans for the screens. */
export function planService(context: CliContext): PlanService {
	return {
		compile: (draft) => compileDraft(draft, context),
		forecast: (compiled) => maskedForecast(compiled, context),
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

/**
 * The command lines that build what a draft builds: short ones, as flags over the profile it began as, where flags can
 * say the difference. Throws UserError when that profile cannot be read any more.
 */
export function draftCommands(
	{ profile, file, secrets = {}, elementsPath = [] }: DraftBuild,
	origin: string | undefined,
	{ env, cwd, packageRoot }: CliContext,
): DraftCommands {
	const files = exportFiles(file ?? join(cwd, "new profile"), env);
	const base = origin === undefined ? undefined : loadProfile(origin, profileFolders(env, packageRoot, cwd)).profile;
	const beyond = base && differenceFrom(base, profile);
	const { extends: _, ...whole } = profile;
	const short: Profile = beyond && origin !== undefined ? { ...beyond, extends: origin } : whole;
	const unsaid = Object.keys(secrets).map((name) => `'${name}' was typed here: set it with export ${name}=…`);
	// A profile names no live folders: they go before the command, and before those that are on the path already.
	const path = [...elementsPath, env.ELEMENTS_PATH].filter(Boolean).join(delimiter);
	const onPath = elementsPath.length > 0 ? `ELEMENTS_PATH=${quoteWord(path)} ` : "";
	const said = <T extends { text: string; leftOut: readonly string[] }>(command: T) => ({
		...command,
		text: `${onPath}${command.text}`,
		leftOut: [...command.leftOut, ...unsaid],
	});
	return {
		diskwright: said(draftCommand(short, files)),
		diskImageCreate: said(exportDibCommand(whole, files)),
	};
}
