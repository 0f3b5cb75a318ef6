import { expandMatrix, type MatrixCell, parseArchitectures, parseReleases } from "../../core/batch/matrix.js";
import { isProfilePath } from "../../core/settings/files.js";
import { listProfiles, profileFolders } from "../../profiles/profile-files.js";
import { profileTargets } from "../build/build-args.js";
import type { BuildFlags } from "../build/build-flags.js";
import { loadCatalogue } from "../build/compile.js";
import { withElementsPath } from "../build/own-elements.js";
import { namedSources, provideSources } from "../build/provide-sources.js";
import type { CliContext } from "../entry/context.js";

/** Several builds. */
export interface Cells {
	readonly cells: readonly MatrixCell[];
	/** All profiles that were named, as typed. */
	readonly profiles: readonly string[];
}

/** The builds that a command line asks for; undefined when it is one. Throws UserError. */
export async function findCells(
	targets: readonly string[],
	flags: BuildFlags,
	context: CliContext,
): Promise<Cells | undefined> {
	const releases = listOf(flags.release, parseReleases);
	const architectures = listOf(flags.arch, parseArchitectures);
	const profiles = await profilesAmong(targets, flags, context);
	if (profiles.length < 2 && (releases?.length ?? 1) < 2 && (architectures?.length ?? 1) < 2) return undefined;
	const elements = targets.filter((target) => !profiles.includes(target));
	const cells = expandMatrix({
		...{ profiles, elements },
		...(releases ? { releases } : {}),
		...(architectures ? { architectures } : {}),
	});
	return { cells, profiles };
}

function listOf(flag: unknown, parse: (text: string) => string[]): string[] | undefined {
	return typeof flag === "string" ? parse(flag) : undefined;
}

/** Elements are looked up only where a name could be both. */
async function profilesAmong(
	targets: readonly string[],
	flags: BuildFlags,
	context: CliContext,
): Promise<readonly string[]> {
	const env = withElementsPath(context.env, flags.elementsPath);
	const profiles = listProfiles(profileFolders(env, context.packageRoot, context.cwd)).map(({ name }) => name);
	const names = { profiles, elements: [], isPath: isProfilePath };
	if (profileTargets(targets, names).length < 2) return profileTargets(targets, names);
	const sources = await provideSources(await namedSources(flags.source ?? [], env), env, { fetch: "no" });
	const { elements } = await loadCatalogue(env, context, sources);
	return profileTargets(targets, { ...names, elements: elements.keys() });
}
