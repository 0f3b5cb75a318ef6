import { lstat, readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import * as z from "zod";
import { readRegular } from "../../runs/events/open-regular.js";
import { datedName, STAMP } from "./dated-name.js";

/** An older image under its dated name with all that belongs to it. */
interface OlderSet {
	readonly stamp: string;
	/** Absolute names of its files and folders that are there, the manifest last. */
	readonly files: readonly string[];
}

/** As much of a manifest as tells what lies beside it. */
const manifestSchema = z.object({
	manifest: z.literal(1),
	outputs: z.array(z.object({ file: z.string(), checksums: z.record(z.string(), z.string()) })),
});

/**
 * The older sets that earlier builds of this image have set aside, the newest first. Only those whose own manifest lies
 * beside them: what is named alike and has none is somebody's, and no business of ours.
 */
async function olderSets(manifest: string): Promise<OlderSet[]> {
	const folder = dirname(manifest);
	const image = basename(manifest).slice(0, -".manifest.json".length);
	const prefix = `${image}-`;
	const form = new RegExp(`^${STAMP.source}$`);
	const sets: OlderSet[] = [];
	for (const name of await readdir(folder).catch(() => [])) {
		if (!name.startsWith(prefix) || !name.endsWith(".manifest.json")) continue;
		const stamp = name.slice(prefix.length, -".manifest.json".length);
		const outputs = form.test(stamp) ? await outputsOf(join(folder, name)) : undefined;
		if (!outputs) continue;
		const named = outputs.flatMap(({ file, checksums }) => {
			if (!basename(file).startsWith(`${image}.`)) return [];
			const final = join(folder, basename(file));
			return [final, ...Object.keys(checksums).map((algorithm) => `${final}.${algorithm}`)];
		});
		const files = [...named.map((file) => datedName(file, stamp)), join(folder, name)];
		const there = await Promise.all(files.map((file) => lstat(file).catch(() => undefined)));
		sets.push({ stamp, files: files.filter((_, index) => there[index]?.isFile() || there[index]?.isDirectory()) });
	}
	return sets.sort((one, other) => byStamp(other.stamp, one.stamp));
}

/** Removes all but the newest `keep` of them; returns the images that went. */
export async function removeOldest(manifest: string, keep: number): Promise<string[]> {
	const gone = (await olderSets(manifest)).slice(keep);
	// The manifest goes last: a set that is not gone whole is found again the next time.
	for (const { files } of gone) for (const file of files) await rm(file, { recursive: true, force: true });
	return gone.flatMap(({ files }) => files.filter((file) => !/\.(md5|sha256|manifest\.json)$/.test(file)));
}

async function outputsOf(manifest: string) {
	try {
		return manifestSchema.parse(JSON.parse((await readRegular(manifest)) ?? "")).outputs;
	} catch {
		return undefined;
	}
}

/** In the order of time; of one second, in that of the number behind it. */
function byStamp(one: string, other: string): number {
	const length = "YYYY.MM.DD-HH.MM.SS".length;
	const number = (stamp: string) => Number(stamp.slice(length + 1));
	return one.slice(0, length).localeCompare(other.slice(0, length)) || number(one) - number(other);
}
