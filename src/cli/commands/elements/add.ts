import { shortVersion } from "../../../core/element/source.js";
import { addSource } from "../../../sources/change-sources.js";
import { sourceFolders } from "../../../sources/store.js";
import type { CliContext } from "../../entry/context.js";
import { type Answer, answerText } from "../profiles/answer.js";
import { countElements, problemLines } from "./list.js";

export interface AddFlags {
	readonly name?: string;
	readonly ref?: string;
	readonly folder?: string;
}

/** Fetches a collection and keeps it under a name. */
export async function addCollection(from: string, flags: AddFlags, { env, cwd }: CliContext): Promise<Answer> {
	const { source, notes } = await addSource({ from, cwd, ...flags }, sourceFolders(env), new Date());
	const { name, commit, folders, elements, problems } = source;
	const where = folders.join(", ") === "." ? "" : ` in ${folders.join(", ")}`;
	const lines = [
		`${name}  ${shortVersion(commit)}  ${countElements(elements)}${where}`,
		...problemLines(problems),
		`Use them: diskwright build … --source ${name}`,
	];
	return { json: source, text: answerText(lines), notes };
}
