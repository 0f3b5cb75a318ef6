import { UserError } from "../../../core/errors.js";
import { profileFolders } from "../../../profiles/profile-files.js";
import { readPlan } from "../../../runs/plan-file.js";
import { listRunIds, openRun, runIsAlive } from "../../../runs/runs.js";
import { runsFolder } from "../../../runs/runs-folder.js";
import { keptSource, removeSource } from "../../../sources/change-sources.js";
import { sourceFolders } from "../../../sources/store.js";
import type { CliContext } from "../../entry/context.js";
import { askYes } from "../../terminal/ask-yes.js";
import { type Answer, answerText } from "../profiles/answer.js";
import { profilesWithOrigin } from "./needed-by.js";

/** Forgets a collection, after a question. Throws UserError `source-in-use` while a build runs with it. */
export async function removeCollection(
	name: string,
	{ yes }: { readonly yes?: true },
	context: CliContext,
): Promise<Answer> {
	const { env, packageRoot, cwd } = context;
	const folders = sourceFolders(env);
	const source = keptSource(name, folders);
	const runs = await runsWithOrigin(source.from, env);
	if (runs.length > 0) throw inUse(name, runs);
	const needing = profilesWithOrigin(source.from, profileFolders(env, packageRoot, cwd)).map(({ profile }) => profile);
	const need = needing.length > 0 ? `These profiles need it and fetch it again: ${needing.join(", ")}` : undefined;
	if (!yes && !(await askYes(`${need ? `${need}. ` : ""}Remove the collection '${name}' ?`)))
		throw notRemoved(name, need);
	removeSource(source, folders);
	return {
		json: { removed: name, neededBy: needing },
		text: answerText([`${name} is removed`]),
		notes: [
			...(need ? [need] : []),
			`To get it back: diskwright elements add ${source.from} --name ${name} --ref ${source.commit}`,
		],
	};
}

const notRemoved = (name: string, need: string | undefined) =>
	new UserError({
		code: "not-confirmed",
		message: `The collection '${name}' is not removed: nobody has said yes${need ? `. ${need}` : ""}`,
		next: [`diskwright elements remove ${name} --yes`],
	});

const inUse = (name: string, runs: readonly string[]) =>
	new UserError({
		code: "source-in-use",
		message: `The collection '${name}' is in use by ${runs.length === 1 ? "a build that runs" : "builds that run"}: ${runs.join(", ")}`,
		next: ["Wait for its end: diskwright runs attach", `Or end it: diskwright runs cancel ${runs[0]}`],
	});

/** Ids of the builds that run now with elements of this origin: their files must stay. */
async function runsWithOrigin(origin: string, env: Readonly<Record<string, string>>): Promise<string[]> {
	const folder = runsFolder(env);
	const using: string[] = [];
	for (const id of await listRunIds(folder)) {
		const run = openRun(folder, id);
		if ((await runIsAlive(run)) && (await readPlan(run))?.sources?.some((source) => source.origin === origin))
			using.push(id);
	}
	return using;
}
