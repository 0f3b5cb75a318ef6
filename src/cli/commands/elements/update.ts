import { shortVersion } from "../../../core/element/source.js";
import { EXIT, UserError } from "../../../core/errors.js";
import { ago } from "../../../core/text/short-quantities.js";
import { pinProfile } from "../../../profiles/change-profiles.js";
import { profileFolders } from "../../../profiles/profile-files.js";
import { keptSource, type UpdatedSource, updateSource } from "../../../sources/change-sources.js";
import { listSources, pinOf, sourceFolders } from "../../../sources/store.js";
import type { CliContext } from "../../entry/context.js";
import { type Answer, answerText } from "../profiles/answer.js";
import { sourceProblemLines } from "./list.js";
import { profilesWithOrigin } from "./needed-by.js";

export interface UpdateFlags {
	readonly ref?: string;
	/** Saved profiles that are to use the new commit. */
	readonly pin?: readonly string[];
}

/** Moves collections to what is new in them, all of them when none is named. One that fails stays as it was. */
export async function updateCollections(
	names: readonly string[],
	{ ref, pin = [] }: UpdateFlags,
	context: CliContext,
): Promise<Answer & { readonly exitCode: number }> {
	if ((ref || pin.length > 0) && names.length !== 1) throw nameOne(ref ? "--ref" : "--pin");
	const folders = sourceFolders(context.env);
	const sources = names.length > 0 ? names.map((name) => keptSource(name, folders)) : listSources(folders).sources;
	const updated: UpdatedSource[] = [];
	const failures: string[] = [];
	for (const source of sources) {
		try {
			updated.push(await updateSource(source, { ref }, folders, new Date()));
		} catch (error) {
			if (!(error instanceof UserError) || sources.length === 1) throw error;
			failures.push(`'${source.name}' stays as it was: ${error.message}`);
		}
	}
	const profiles = profileFolders(context.env, context.packageRoot, context.cwd);
	for (const name of pin) for (const { after } of updated) pinProfile(name, pinOf(after), profiles);
	const lines = updated.flatMap((one) => updateLines(one, Date.now()));
	const stay = updated.flatMap(({ after }) =>
		profilesWithOrigin(after.from, profiles)
			.filter(({ commit }) => commit !== after.commit)
			.map(
				({ profile, commit }) =>
					`The profile '${profile}' stays at ${shortVersion(commit)}; to move it: ` +
					`diskwright elements update ${after.name} --pin ${profile}`,
			),
	);
	return {
		json: updated.map(({ before, after, changes }) => ({ before: before.commit, ...changes, source: after })),
		text: answerText(sources.length > 0 ? lines : ["There is nothing to update: diskwright elements add ADDRESS"]),
		notes: [...failures, ...stay],
		exitCode: failures.length > 0 ? EXIT.failed : EXIT.ok,
	};
}

function updateLines({ before, after, changes }: UpdatedSource, now: number): string[] {
	const at = ({ commit, committed }: UpdatedSource["after"]) =>
		`${shortVersion(commit)}${committed ? ` (${ago(now - Date.parse(committed))})` : ""}`;
	if (before.commit === after.commit) return [`${after.name}  ${at(after)} is the newest`];
	const { added, removed, changed } = changes;
	const nothing = added.length + removed.length + changed.length === 0;
	return [
		`${after.name}  ${at(before)} → ${at(after)}`,
		...added.map((name) => `  + ${name}`),
		...removed.map((name) => `  - ${name}`),
		...changed.map((name) => `  ~ ${name}`),
		...(nothing ? ["  its elements are the same"] : []),
		...sourceProblemLines(after.problems),
	];
}

const nameOne = (flag: string) =>
	new UserError({
		code: "usage",
		message: `${flag} needs the name of one collection`,
		next: [`diskwright elements update NAME ${flag} …`],
	});
