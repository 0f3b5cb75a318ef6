import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { EXIT, UserError } from "../../core/errors.js";
import type { BuildContext } from "../build-context.js";
import type { Manifest } from "../output/manifest.js";

/** Files `NAME.suffix` beside the image, each with what changes when it is written again. */
export type FilesBeside = ReadonlyMap<string, string>;

/** Looks at the files beside the image, before hooks leave more of them there. Throws UserError `folder-gone`. */
export async function filesBeside({ plan }: BuildContext): Promise<FilesBeside> {
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

/** Tells of the files that hooks have left beside the image: kernel and initramfs of a ramdisk, an iso … */
export async function tellOfLeftFiles(ctx: BuildContext, before: FilesBeside): Promise<Manifest["outputs"][number][]> {
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
