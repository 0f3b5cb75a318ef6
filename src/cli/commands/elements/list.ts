import { type SourceProblem, shortVersion } from "../../../core/element/source.js";
import { formatPlace } from "../../../core/errors.js";
import { columns } from "../../../core/explore/columns.js";
import { ago } from "../../../core/text/short-quantities.js";
import { inspectCollection } from "../../../sources/inspect.js";
import { type InstalledElements, installedElements } from "../../../sources/installed.js";
import { type KeptSource, listSources, sourceFolders } from "../../../sources/store.js";
import type { CliContext } from "../../entry/context.js";
import { type Answer, answerText } from "../profiles/answer.js";

/** Collections as a list shows them: those that were added, then what is installed. */
interface Listed {
	readonly name: string;
	readonly kind: "added" | "installed";
	readonly version: string;
	readonly origin: string;
	/** When the commit was made, or what was in the folder was added. */
	readonly date?: string;
	readonly elements: number;
	readonly problems: readonly SourceProblem[];
	/** What else there is to say, in a few words. */
	readonly note?: string;
}

/** All collections of elements by others that builds can use. */
export async function listCollections({ env }: CliContext, now = Date.now()): Promise<Answer> {
	const { sources, damaged } = listSources(sourceFolders(env));
	const installed = await Promise.all((await installedElements(env)).map(describeInstalled));
	const taken = new Set(sources.map(({ name }) => name));
	const listed = [
		...sources.map(describeAdded),
		...installed.map((one, index) =>
			index > 0 || taken.has(one.name) ? { ...one, note: `${one.note}; by its path only` } : one,
		),
	];
	const broken = damaged.map(({ name, problem }) => ({ name, problem }));
	const lines = [
		...table(listed, now),
		...broken.flatMap(({ name, problem }) => [
			`${name}  cannot be used: ${problem.message} (${problem.place ? formatPlace(problem.place) : ""})`,
		]),
	];
	const empty = "There are none: diskwright elements add ADDRESS gets some.";
	return {
		json: { sources: listed, damaged: broken },
		text: answerText(lines.length > 0 ? lines : [empty]),
	};
}

function describeAdded({ name, commit, from, committed, updated, elements, problems, ref }: KeptSource): Listed {
	return {
		...{ name, kind: "added", version: commit, origin: from, date: committed ?? updated, elements, problems },
		...(ref ? { note: ref } : {}),
	};
}

async function describeInstalled({ name, version, origin, by }: InstalledElements): Promise<Listed> {
	const { elements, problems } = await inspectCollection(origin, [origin]);
	return { name, kind: "installed", version, origin, elements: elements.length, problems, note: by };
}

function table(listed: readonly Listed[], now: number): string[] {
	const rows = columns(
		listed.map(({ name, version, date, elements, origin, note }) => [
			name,
			shortVersion(version),
			date ? ago(now - Date.parse(date)) : "installed",
			countElements(elements),
			note ? `${origin} (${note})` : origin,
		]),
	);
	return listed.flatMap(({ problems }, index) => [rows[index] as string, ...sourceProblemLines(problems)]);
}

/** `1 element`, `187 elements`. */
export const countElements = (count: number) => `${count} ${count === 1 ? "element" : "elements"}`;

/** What cannot be used of a collection, indented below its line. */
export function sourceProblemLines(problems: readonly SourceProblem[]): string[] {
	return problems.map(({ element, message, file, line }) => {
		const place = file ? ` (${formatPlace({ file, ...(line === undefined ? {} : { line }) })})` : "";
		return `  ! ${element}: ${message.split("\n")[0]}${place}`;
	});
}
