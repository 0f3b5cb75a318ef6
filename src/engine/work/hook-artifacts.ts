import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { EXIT, UserError } from "../../core/errors.js";
import type { Manifest } from "../../core/output/manifest.js";
import type { BuildContext } from "../build-context.js";
import type { UnseenStep } from "../steps/step.js";

/** Files `NAME.suffix` beside the image, each with what changes when it is written again. */
export type FilesBeside = ReadonlyMap<string, string>;

/** One of them, as the manifest names it. */
export type HookArtifact = Manifest["outputs"][number];

/** Looks at the files beside the image, before hooks leave more of them there. Throws UserError `folder-gone`. */
export const lookBeside: UnseenStep<void, FilesBeside> = {
	stage: "prepare",
	id: "beside",
	title: "look at the files beside the image",
	reads: ["outputs"],
	changes: [],
	run: filesBeside,
};

/** Tells of the files that hooks have left beside the image: kernel and initramfs of a ramdisk, an iso … */
export const reportHookArtifacts: UnseenStep<FilesBeside, HookArtifact[]> = {
	stage: "cleanup",
	id: "hook-artifacts",
	title: "look for files that hooks have left beside the image",
	reads: ["outputs"],
	changes: [],
	run: findHookArtifacts,
};

async function filesBeside({ plan }: BuildContext): Promise<FilesBeside> {
	const image = resolve(plan.settings.directory, plan.imageName);
	const found = new Map<string, string>();
	for (const name of await namesIn(dirname(image))) {
		// With another dot it may belong to another image.
		if (!name.startsWith(`${basename(image)}.`) || name.slice(basename(image).length + 1).includes(".")) continue;
		const file = join(dirname(image), name);
		const facts = await stat(file).catch(() => undefined);
		if (facts?.isFile()) found.set(file, `${facts.ino} ${facts.mtimeMs} ${facts.size}`);
	}
	return found;
}

async function namesIn(folder: string): Promise<string[]> {
	try {
		return (await readdir(folder)).sort();
	} catch (cause) {
		if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
		throw new UserError({
			code: "folder-gone",
			message: `The folder ${folder} of the image was removed while the build ran`,
			next: ["Look for a hook, or somebody else, that removes it; -o PATH puts the image into another one."],
			exitCode: EXIT.failed,
			cause,
		});
	}
}

async function findHookArtifacts(ctx: BuildContext, before: FilesBeside): Promise<HookArtifact[]> {
	const left = [];
	for (const [path, now] of await filesBeside(ctx)) {
		if (before.get(path) === now) continue;
		const suffix = path.split(".").at(-1) ?? "";
		const size = await stat(path).then(
			({ size }) => size,
			() => undefined,
		);
		// Gone meanwhile: somebody else works in that folder too.
		if (size === undefined) continue;
		const bytes = size;
		ctx.emit({ type: "artifact", path, format: suffix, bytes, checksums: {} });
		left.push({ file: `${ctx.plan.imageName}.${suffix}`, format: suffix, bytes, checksums: {} });
	}
	return left;
}
