import { existsSync, rmSync, statSync } from "node:fs";
import { relative, resolve } from "node:path";
import {
	holdsPassword,
	isLocalOrigin,
	nameOfOrigin,
	type SourceChanges,
	type SourceProblem,
	sourceChanges,
	sourceSchema,
} from "../core/element/source.js";
import { UserError } from "../core/errors.js";
import { elementFolders } from "./fetch-source.js";
import { git } from "./git.js";
import { inspectCollection } from "./inspect.js";
import { checkOut, commitDate, elementHashes, fetchCommit, type Repository, repositoryOf } from "./repository.js";
import { findSource, forgetSource, type KeptSource, listSources, type SourceFolders, writeSource } from "./store.js";

/** A collection to be added, as a user says it. */
export interface AddRequest {
	/** Address of a git repository, or a path, which may lie inside of one. */
	readonly from: string;
	readonly name?: string;
	readonly ref?: string;
	readonly folder?: string;
	/** Base of relative paths. */
	readonly cwd: string;
}

/** A collection that was added. */
export interface AddedSource {
	readonly source: KeptSource;
	/** What the user should know, one sentence each. */
	readonly notes: readonly string[];
}

/**
 * Fetches a collection of elements and keeps it under a name, at the commit it is at now. Nothing is kept when anything
 * fails. Throws UserError: `source-exists`, `bad-source-name`, `no-such-folder`, `no-elements`, and as `fetchCommit` does.
 */
export async function addSource(request: AddRequest, folders: SourceFolders, now: Date): Promise<AddedSource> {
	if (holdsPassword(request.from)) throw passwordInAddress();
	const { from, folder, notes } = await findOrigin(request);
	const name = request.name ?? nameOfOrigin(from);
	assertName(name, folders);
	const repository = repositoryOf(from, folders.repositories);
	const isNew = !existsSync(repository.folder);
	const wish = { from, ...(request.ref ? { ref: request.ref } : {}), ...(folder ? { folder } : {}) };
	try {
		const state = await fetchState(repository, wish);
		const time = now.toISOString();
		const source: KeptSource = { version: 1, name, ...wish, ...state, added: time, updated: time };
		writeSource(source, folders);
		return { source, notes };
	} catch (error) {
		if (isNew) rmSync(repository.folder, { recursive: true, force: true });
		throw error;
	}
}

/** What an update came to; `before` and `after` are the same when there was nothing new. */
export interface UpdatedSource {
	readonly before: KeptSource;
	readonly after: KeptSource;
	readonly changes: SourceChanges;
}

/**
 * Moves a collection to the commit that its branch or tag is at now, or to another `ref`. Profiles and running builds go on
 * with the commits they name. A failed update changes nothing. Throws UserError as `addSource` does.
 */
export async function updateSource(
	before: KeptSource,
	{ ref = before.ref }: { readonly ref?: string | undefined },
	folders: SourceFolders,
	now: Date,
): Promise<UpdatedSource> {
	const repository = repositoryOf(before.from, folders.repositories);
	const wish = { ...before, ...(ref ? { ref } : {}) };
	const state = await fetchState(repository, wish);
	const same = state.commit === before.commit;
	const after: KeptSource = { ...wish, ...state, updated: same ? before.updated : now.toISOString() };
	if (!same && !(await checkOut(repository, before.commit))) await fetchCommit(repository, before.commit);
	const old = await elementHashes(repository, before.commit, before.folders);
	const changes = sourceChanges(old, await elementHashes(repository, after.commit, after.folders));
	writeSource(after, folders);
	return { before, after, changes };
}

/** Forgets a collection, and removes what was fetched unless another one is from the same place. */
export function removeSource({ name, from }: KeptSource, folders: SourceFolders): void {
	forgetSource(name, folders);
	if (listSources(folders).sources.some((other) => other.from === from)) return;
	rmSync(repositoryOf(from, folders.repositories).folder, { recursive: true, force: true });
}

/** The collection of this name. Throws UserError `source-not-found`. */
export function keptSource(name: string, folders: SourceFolders): KeptSource {
	const found = findSource(name, folders);
	if (found) return found;
	const names = listSources(folders).sources.map((source) => source.name);
	throw new UserError({
		code: "source-not-found",
		message: `There is no collection of elements called '${name}' that was added`,
		next: [names.length > 0 ? `There are: ${names.join(", ")}` : "Add one: diskwright elements add ADDRESS"],
	});
}

interface State extends Pick<KeptSource, "commit" | "folders" | "elements"> {
	readonly committed?: string;
	readonly problems: SourceProblem[];
}

async function fetchState(
	repository: Repository,
	{
		ref,
		folder,
		from,
	}: { readonly ref?: string | undefined; readonly folder?: string | undefined; readonly from: string },
): Promise<State> {
	const commit = await fetchCommit(repository, ref);
	const root = (await checkOut(repository, commit)) as string;
	const inside = elementFolders(root, { from, ...(folder ? { folder } : {}) });
	const { elements, problems } = await inspectCollection(
		root,
		inside.map((one) => resolve(root, one)),
	);
	const date = await commitDate(repository, commit);
	return {
		commit,
		...(date ? { committed: date } : {}),
		folders: inside,
		elements: elements.length,
		problems: [...problems],
	};
}

/** A path inside of a work tree means that repository, and that folder of it. */
async function findOrigin({
	from,
	folder,
	cwd,
}: AddRequest): Promise<{ from: string; folder?: string; notes: string[] }> {
	const said = folder ? { folder } : {};
	if (!isLocalOrigin(from)) return { from, ...said, notes: [] };
	const path = resolve(cwd, from);
	if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
		throw new UserError({
			code: "no-such-folder",
			message: `${path} is not a folder`,
			next: ["Give the path of a folder of elements, or the address of a git repository: https://…"],
		});
	}
	const { exitCode, stdout: top } = await git(["-C", path, "rev-parse", "--show-toplevel"]);
	if (exitCode !== 0) return { from: path, ...said, notes: [] };
	const inside = relative(top, path);
	const { stdout: changes } = await git(["-C", top, "status", "--porcelain", "--", path]);
	return {
		from: top,
		...(folder || inside ? { folder: [inside, folder].filter(Boolean).join("/") } : {}),
		notes: changes ? ["Changes that are not committed there are not in it: commit them and update"] : [],
	};
}

const passwordInAddress = () =>
	new UserError({
		code: "secret-in-address",
		message: "The address holds a password or a token, and what is kept of a collection holds none",
		next: ["Leave it out and let git know it: git help credentials"],
	});

function assertName(name: string, folders: SourceFolders): void {
	const { error } = sourceSchema.shape.name.safeParse(name);
	if (error) {
		throw new UserError({
			code: "bad-source-name",
			message: `A collection cannot be called ${JSON.stringify(name)}: its name ${error.issues[0]?.message}`,
			next: ["Give it another one: --name house-elements"],
		});
	}
	const there = findSource(name, folders);
	if (!there) return;
	throw new UserError({
		code: "source-exists",
		message: `There is a collection called '${name}' already: ${there.from} at ${there.commit.slice(0, 12)}`,
		next: [
			`To get what is new in it: diskwright elements update ${name}`,
			"To keep both, give this one another name: --name NAME",
		],
	});
}
