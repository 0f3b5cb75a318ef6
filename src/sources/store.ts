import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { FetchedSource } from "../core/element/source.js";
import { EXIT, type SerialisedError, serialiseError, UserError } from "../core/errors.js";
import { whyUnwritable } from "../core/failure/storage-failure.js";
import { makeFolder } from "../host/make-folder.js";
import { moveUserFolder, userFolders } from "../host/user-folders.js";

const problem = z.object({
	element: z.string(),
	message: z.string(),
	file: z.string().optional(),
	line: z.number().optional(),
});

/** Format version 1 of what is known of a collection. */
const keptSource = z.object({
	version: z.literal(1),
	name: z.string(),
	/** Address, or absolute path. */
	from: z.string(),
	/** Branch, tag or commit that updates follow; the default branch when absent. */
	ref: z.string().optional(),
	/** Where the elements are, when the user says so. */
	folder: z.string().optional(),
	commit: z.string(),
	/** When the commit was made; absent for folders without git. */
	committed: z.iso.datetime({ offset: true }).optional(),
	/** When it was added, and when its commit last changed. */
	added: z.iso.datetime(),
	updated: z.iso.datetime(),
	/** Paths in it that are folders of elements. */
	folders: z.array(z.string()).min(1),
	elements: z.number(),
	problems: z.array(problem),
});

/** A collection of elements that the user has added. */
export type KeptSource = z.infer<typeof keptSource>;

/** Where collections of elements are kept: their names in one folder, what was fetched in the other. */
export interface SourceFolders {
	/** `sources` among the user's own data: a file for every name. */
	readonly names: string;
	/** `repositories` beside it: can be fetched again at any time. */
	readonly repositories: string;
}

/** The folders for this environment. */
export function sourceFolders(env: Readonly<Record<string, string | undefined>>): SourceFolders {
	const { data } = userFolders(env);
	return { names: join(data, "sources"), repositories: join(data, "repositories") };
}

/** All collections that were added, sorted by name, and those whose files cannot be read. */
export function listSources({ names }: SourceFolders): {
	readonly sources: readonly KeptSource[];
	readonly damaged: readonly { readonly name: string; readonly problem: SerialisedError }[];
} {
	const found = namesIn(names).map((name) => {
		try {
			return { source: readSource(join(names, `${name}.json`)) };
		} catch (error) {
			return { damage: { name, problem: serialiseError(error) } };
		}
	});
	return {
		sources: found.flatMap(({ source }) => source ?? []),
		damaged: found.flatMap(({ damage }) => damage ?? []),
	};
}

/** The collection of this name; undefined when there is none. Throws UserError `source-damaged`. */
export function findSource(name: string, { names }: SourceFolders): KeptSource | undefined {
	const file = join(names, `${name}.json`);
	return !name.includes("/") && existsSync(file) ? readSource(file) : undefined;
}

/** Keeps what is known of a collection, whole or not at all. Throws UserError `folder-unwritable`. */
export function writeSource(source: KeptSource, { names }: SourceFolders): void {
	makeFolder(names, "collections of elements", moveUserFolder("data"));
	const file = join(names, `${source.name}.json`);
	const temporary = `${file}.${process.pid}.tmp`;
	try {
		writeFileSync(temporary, `${JSON.stringify(source, undefined, 2)}\n`);
		renameSync(temporary, file);
	} catch (cause) {
		throw new UserError({
			code: "folder-unwritable",
			message: `What is known of ${source.name} cannot be written: ${whyUnwritable(cause)}`,
			place: { file },
			next: [moveUserFolder("data")],
			exitCode: EXIT.host,
			cause,
		});
	} finally {
		rmSync(temporary, { force: true });
	}
}

/** Forgets a collection; what was fetched stays. */
export function forgetSource(name: string, { names }: SourceFolders): void {
	rmSync(join(names, `${name}.json`), { force: true });
}

/** What a profile writes to use the collection as it is now. */
export function pinOf({ name, from, commit, folder }: KeptSource): FetchedSource {
	return { name, from, commit, ...(folder ? { folder } : {}) };
}

function readSource(file: string): KeptSource {
	try {
		return keptSource.parse(JSON.parse(readFileSync(file, "utf8")));
	} catch (cause) {
		throw new UserError({
			code: "source-damaged",
			message: "What is known of this collection of elements cannot be read",
			place: { file },
			next: [`Remove the file and add the collection again: rm '${file}'`],
			cause,
		});
	}
}

function namesIn(folder: string): string[] {
	try {
		return readdirSync(folder)
			.filter((file) => /^[^.].*\.json$/.test(file))
			.map((file) => file.replace(/\.json$/, ""))
			.sort();
	} catch {
		return [];
	}
}
