import { existsSync } from "node:fs";
import { join } from "node:path";
import {
	type ElementSource,
	type FetchedSource,
	isFetched,
	isLocalOrigin,
	type ProfileSource,
	sourceLabel,
} from "../../core/element/source.js";
import { EXIT, UserError } from "../../core/errors.js";
import { nearest } from "../../core/text/suggest.js";
import { installAdvice } from "../../host/packages.js";
import { checkedOut, fetchedSource, localSource } from "../../sources/fetch-source.js";
import { INSTALLED_NAME, installedElements } from "../../sources/installed.js";
import { findSource, listSources, pinOf, sourceFolders } from "../../sources/store.js";
import { askYes } from "../terminal/ask-yes.js";

type Environment = Readonly<Record<string, string>>;

/** What may be done about collections that a build needs and this host does not have. */
export interface FetchConsent {
	/** `yes` fetches, `ask` asks on the terminal first, `no` is an error that says what to do. */
	readonly fetch: "yes" | "ask" | "no";
	/** Offline builds never ask the network. */
	readonly offline?: boolean;
	readonly stderr?: { write(text: string): unknown };
	/** What to type when it may not be fetched now. */
	readonly cure?: string;
}

/**
 * The collections that a build uses, as they lie on this host, each exactly at its commit; in the order of the elements
 * path. Throws UserError: `source-missing`, and why one cannot be fetched.
 */
export async function provideSources(
	sources: readonly ProfileSource[],
	env: Environment,
	consent: FetchConsent,
): Promise<ElementSource[]> {
	const used: ElementSource[] = [];
	for (const source of sources) used.push(await provideSource(source, env, consent));
	return used;
}

/**
 * Collections by the names that a user gives on the command line, `NAME` or `NAME@COMMIT`: those that were added, and
 * DIB's own elements where they are installed. Throws UserError `source-not-found`.
 */
export async function namedSources(names: readonly string[], env: Environment): Promise<ProfileSource[]> {
	return Promise.all(names.map((text) => namedSource(text, env)));
}

/** Collections on this host, not in use now, that have an element: how to use them. */
export async function whereElse(element: string, env: Environment): Promise<string[]> {
	const folders = sourceFolders(env);
	const kept = listSources(folders).sources.flatMap((source) => checkedOut(pinOf(source), folders) ?? []);
	const found = [...kept, ...(await installedElements(env)).slice(0, 1)].filter((source) =>
		source.folders.some((folder) => existsSync(join(folder, element))),
	);
	return found.map(({ name }) => `The collection ${name} has an element of that name: add --source ${name}`);
}

async function namedSource(text: string, env: Environment): Promise<ProfileSource> {
	const [, name = "", commit] = /^([^@]*)(?:@(.*))?$/s.exec(text) ?? [];
	const folders = sourceFolders(env);
	const kept = findSource(name, folders);
	if (kept) return { ...pinOf(kept), ...(commit ? { commit: wholeCommit(commit, kept.commit, text) } : {}) };
	const [installed] = name === INSTALLED_NAME ? await installedElements(env) : [];
	if (installed) return { name, installed: installed.version };
	const known = [...listSources(folders).sources.map((source) => source.name), INSTALLED_NAME];
	const near = nearest(name, known);
	throw new UserError({
		code: "source-not-found",
		message:
			name === INSTALLED_NAME
				? "DIB's own elements are not installed on this host"
				: `There is no collection of elements called '${name}'`,
		next: [
			...(near.length > 0 && name !== INSTALLED_NAME ? [`Did you mean ${near.join(" or ")}?`] : []),
			...(name === INSTALLED_NAME ? [installAdvice([INSTALLED_NAME])] : []),
			`Add it: diskwright elements add ADDRESS --name ${name || "NAME"}`,
			"diskwright elements list shows all.",
		],
	});
}

/** The beginning of the commit that was added is enough; any other one must be whole. */
function wholeCommit(commit: string, added: string, text: string): string {
	if (commit.length >= 7 && added.startsWith(commit)) return added;
	if (/^[0-9a-f]{40}$/.test(commit)) return commit;
	throw new UserError({
		code: "bad-commit",
		message: `'${text}' names no commit: the collection is at ${added.slice(0, 12)}`,
		next: ["Give another commit with all its 40 digits, or leave it out."],
	});
}

async function provideSource(source: ProfileSource, env: Environment, consent: FetchConsent): Promise<ElementSource> {
	if (!isFetched(source)) return installedSource(source, env);
	const folders = sourceFolders(env);
	const here = await localSource(source, folders);
	if (here) return here;
	await assertMayFetch(source, consent);
	consent.stderr?.write(`fetching ${labelOf(source)} from ${source.from}\n`);
	return fetchedSource(source, folders);
}

async function installedSource({ name, installed = "" }: ProfileSource, env: Environment): Promise<ElementSource> {
	const found = (await installedElements(env)).filter((one) => one.name === name);
	const exact = found.find(({ version }) => version === installed);
	if (exact) return exact;
	if (found[0]) return { ...found[0], wanted: installed };
	throw new UserError({
		code: "source-missing",
		message: `The build needs the elements of ${name} ${installed}, which is not installed on this host`,
		next: [
			...(name === INSTALLED_NAME ? [installAdvice([INSTALLED_NAME])] : []),
			"Or take the source out of the profile.",
		],
		exitCode: EXIT.host,
	});
}

async function assertMayFetch(source: FetchedSource, { fetch, offline = false, cure }: FetchConsent): Promise<void> {
	const { from } = source;
	const cutOff = offline && !isLocalOrigin(from);
	const needed = `The build needs the elements ${labelOf(source)} of ${from}`;
	if (!cutOff && fetch === "yes") return;
	if (!cutOff && fetch === "ask" && (await askYes(`${needed}. Fetch them ?`))) return;
	throw new UserError({
		code: "source-missing",
		message: `${needed}, which are not on this host${cutOff ? ", and it is to ask no network" : ""}`,
		next: [...(cure ? [cure] : []), ...(cutOff ? ["Once they are fetched, they stay."] : [])],
		exitCode: EXIT.host,
	});
}

const labelOf = ({ name, commit }: FetchedSource) => sourceLabel({ name, version: commit });
