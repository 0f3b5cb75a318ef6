import { chown, rename } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { DiskImage, DiskLayout } from "../../core/disk/disk-layout.js";
import type { BuildContext } from "../build-context.js";
import { temporaryName } from "../output/prepare-output.js";

/** Names of image files: those with a `directory:` of their own outlive the build (contract §9.7). */
export interface ImageNames {
	/** Where the file of an image is made. */
	fileOf(image: DiskImage): string;
	/** Gives the files that outlive the build their names and their owner; returns all files by name. */
	putInPlace(files: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>>;
}

/** Persistent images have temporary names until they are complete, so that no failed or killed build leaves half of one. */
export async function imageNames(ctx: BuildContext, { images }: DiskLayout): Promise<ImageNames> {
	const { plan, order, work } = ctx;
	const persistent = new Map<string, string>();
	for (const { name, directory } of images) {
		if (directory === undefined) continue;
		const final = resolve(plan.settings.directory, directory, `${name}.raw`);
		persistent.set(name, final);
		await ctx.willLeave(temporaryName(final, order.runId));
	}
	return {
		fileOf({ name }) {
			const final = persistent.get(name);
			return final === undefined ? join(work.images, `${name}.raw`) : temporaryName(final, order.runId);
		},
		async putInPlace(files) {
			const placed = new Map(files);
			for (const [name, final] of persistent) {
				const file = files.get(name) as string;
				await chown(file, order.caller.uid, order.caller.gid);
				await rename(file, final);
				placed.set(name, final);
			}
			return placed;
		},
	};
}
