import { join } from "node:path";
import { buildCommand } from "../../core/profile/build-command.js";
import { differenceFrom } from "../../core/profile/difference.js";
import { exportDibCommand } from "../../core/profile/export-dib.js";
import type { Profile } from "../../core/profile.js";
import { loadProfile } from "../../profiles/load-profile.js";
import { profileFolders } from "../../profiles/profile-files.js";
import type { DraftBuild, DraftCommands } from "../../ui/services/plans.js";
import type { CliContext } from "../context.js";
import { exportFiles } from "../load-build.js";

/**
 * The command lines that build what a draft builds: short ones, as flags over the profile it began as, where flags can
 * say the difference. Throws UserError when that profile cannot be read any more.
 */
export function draftCommands(
	{ profile, file, secrets = {} }: DraftBuild,
	origin: string | undefined,
	{ env, cwd, packageRoot }: CliContext,
): DraftCommands {
	const files = exportFiles(file ?? join(cwd, "new profile"), env);
	const base = origin === undefined ? undefined : loadProfile(origin, profileFolders(env, packageRoot, cwd)).profile;
	const beyond = base && differenceFrom(base, profile);
	const { extends: _, ...whole } = profile;
	const short: Profile = beyond && origin !== undefined ? { ...beyond, extends: origin } : whole;
	const unsaid = Object.keys(secrets).map((name) => `'${name}' was typed here: set it with export ${name}=…`);
	const said = <T extends { leftOut: readonly string[] }>(command: T) => ({
		...command,
		leftOut: [...command.leftOut, ...unsaid],
	});
	return {
		diskwright: said(buildCommand(short, files)),
		diskImageCreate: said(exportDibCommand(whole, files)),
	};
}
