import { lstat, rm } from "node:fs/promises";
import { given } from "../../core/values/given.js";
import { datedName, freeStamp } from "./dated-name.js";
import { lockFolder } from "./lock-folder.js";
import { removeOldest } from "./older-sets.js";
import { type OutputOwner, type PreparedOutput, prepareText, temporaryName } from "./prepare-output.js";
import { carryOut, foldersOf, identity, type Publication, readPublication, writePublication } from "./publication.js";

/** Everything that one build puts beside its image. */
export interface OutputSet {
	readonly outputs: readonly PreparedOutput[];
	/** Absolute name of the manifest, and its text. */
	readonly manifest: { readonly final: string; readonly text: string };
	readonly runId: string;
	readonly owner: OutputOwner;
	/** Older images make way for good. */
	readonly overwrite: boolean;
	/** How many older sets are kept under dated names; all of them unless given. */
	readonly keepOlder?: number;
	/** Local time for the name that an older set gets. */
	readonly now: Date;
	/** File in the folder of the run that holds what is begun, for whoever has to end it. */
	readonly journal: string;
}

/** What became of older outputs. */
export interface Published {
	/** Names that they got, by the name they had. */
	readonly aside: ReadonlyMap<string, string>;
	/** Those of earlier builds that went, because enough newer ones are kept. */
	readonly removed: readonly string[];
}

const SUMS = ["md5", "sha256"] as const;

/**
 * Puts all outputs of a build in place together (contract §10.4): everything is written whole and synced under
 * temporary names before the first older file is touched; an older set keeps its own sums and manifest under a free name;
 * what is found at a name is replaced by a rename, never written through. Whoever publishes into the same folder waits.
 * A second try goes on where the first one ended.
 */
export async function publishSet(set: OutputSet): Promise<Published> {
	const begun = await readPublication(set.journal);
	const texts = begun ? [] : await writeTexts(set);
	const folders = foldersOf([...set.outputs, set.manifest]);
	const locks = [];
	let written = begun;
	try {
		for (const folder of folders) locks.push(await lockFolder(folder));
		const publication = begun ?? (await planPublication(set, texts));
		if (!begun) await writePublication(set.journal, publication, set.owner);
		written = publication;
		await carryOut(publication);
		await rm(set.journal, { force: true });
		const kept = publication.aside.filter(
			({ file, name }) => isOutput(set, file) && !publication.unkept.includes(name),
		);
		const removed = set.keepOlder === undefined ? [] : await removeOldest(set.manifest.final, set.keepOlder);
		return { aside: new Map(kept.map(({ file, name }) => [file, name])), removed };
	} finally {
		if (!written) for (const { temporary } of texts) await rm(temporary, { force: true });
		for (const lock of locks) lock.release();
	}
}

/** Temporary names of all that `publishSet` writes itself: sums and the manifest. */
export function temporaryTexts({
	outputs,
	manifest,
	runId,
}: Pick<OutputSet, "outputs" | "manifest" | "runId">): string[] {
	const sums = outputs.flatMap(({ final }) => SUMS.map((algorithm) => `${final}.${algorithm}`));
	return [...sums, manifest.final].map((final) => temporaryName(final, runId));
}

function isOutput({ outputs }: OutputSet, file: string): boolean {
	return outputs.some(({ final }) => final === file);
}

/** Sums and manifest under their temporary names. */
async function writeTexts({ outputs, manifest, runId, owner }: OutputSet) {
	const files = [
		...outputs.flatMap(({ final, file, checksums }) =>
			Object.entries(checksums).map(([algorithm, sum]) => ({
				final: `${final}.${algorithm}`,
				text: `${sum}  ${file}\n`,
			})),
		),
		manifest,
	].map(({ final, text }) => ({ final, text, temporary: temporaryName(final, runId) }));
	try {
		for (const { temporary, text } of files) {
			await rm(temporary, { force: true });
			await prepareText(temporary, text, owner);
		}
	} catch (error) {
		for (const { temporary } of files) await rm(temporary, { force: true });
		throw error;
	}
	return files;
}

/** Gives the older outputs and what belongs to them a dated name that is free for all of them. */
async function planPublication(
	set: OutputSet,
	texts: readonly { readonly temporary: string; readonly final: string }[],
): Promise<Publication> {
	const sums = set.outputs.flatMap(({ final }) => SUMS.map((algorithm) => `${final}.${algorithm}`));
	const older = [];
	for (const { final } of set.outputs) {
		const stats = await lstat(final).catch(() => undefined);
		// A folder cannot be replaced in one step: it steps aside in any case.
		if (stats && (!set.overwrite || stats.isDirectory())) older.push(final);
	}
	const companions = older.flatMap((final) => SUMS.map((algorithm) => `${final}.${algorithm}`));
	const present = await identified(
		set.overwrite ? older : older.length > 0 ? [...older, ...companions, set.manifest.final] : [],
	);
	const stamp = await freeStamp(
		present.map(({ file }) => file),
		set.now,
	);
	const aside = present.map(({ file, is }) => ({ file, is, name: datedName(file, stamp) }));
	const renames = [];
	for (const { temporary, final } of [...set.outputs, ...texts]) {
		const is = (await identity(temporary)) ?? "";
		renames.push({ file: temporary, final, is, ...given("over", await identity(final)) });
	}
	return {
		version: 1,
		aside,
		unkept: set.overwrite ? aside.map(({ name }) => name) : [],
		outdated: await identified([...sums, set.manifest.final]),
		renames,
	};
}

/** Those that are there, as they are now. */
async function identified(files: readonly string[]): Promise<{ file: string; is: string }[]> {
	const all = await Promise.all(files.map(async (file) => ({ file, is: await identity(file) })));
	return all.flatMap(({ file, is }) => (is === undefined ? [] : [{ file, is }]));
}
