import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import type { BuildContext } from "../build-context.js";
import { chrootArgv, mountKernelFileSystems } from "../root/chroot.js";
import { runLogged } from "../tasks/run-logged.js";
import { kindInTree, listInTree } from "../tree/files.js";
import { mountsBelow, unmount } from "../tree/unmount.js";
import { LISTS } from "./package-sight.js";
import type { Hook } from "./question.js";

/** Whether a layer brings apt's lists of packages. */
export async function bringsLists(layer: string): Promise<boolean> {
	return (await kindInTree(layer, LISTS, false).catch(() => undefined)) === "folder";
}

/** Apt gives up on a mirror after less. */
const LONGEST_S = 600;

/**
 * Fetches apt's lists of packages anew, for a hook that runs upon layers which brought older ones: without layers it would find those of
 * today. Returns what is not known of the hook then, a sentence each. Throws when the build is cancelled.
 */
export async function renewLists(ctx: BuildContext, { step, input }: Hook): Promise<string[]> {
	const { tree } = input.site;
	const names = await listInTree(tree, LISTS).catch(() => []);
	if (!names.some((name) => /(?:Release|Packages)(?:\.\w+)?$/.test(name))) return [];
	const before = new Set(await mountsBelow(tree));
	// What apt calls wants them; the image gets them for good once the root phase has ended.
	if (step.stage === "root") await mountKernelFileSystems(tree);
	try {
		return await update(ctx, input);
	} finally {
		const own = (await mountsBelow(tree)).filter((point) => step.stage === "root" && !before.has(point));
		for (const point of own.toSorted((one, other) => other.length - one.length)) await unmount(point);
	}
}

async function update(ctx: BuildContext, { site, shell }: Hook["input"]): Promise<string[]> {
	const output = new PassThrough();
	const said = text(output);
	const { exitCode } = await runLogged({
		argv: chrootArgv(site.tree, ["apt-get", "-q", "-q", "update"]),
		...{ cwd: "/", env: shell.env, output, signal: ctx.signal },
		...{ title: "apt-get update", timeoutSeconds: LONGEST_S },
	}).finally(() => output.end());
	if (exitCode === 0) return [];
	const last = (await said).trim().split("\n").at(-1) ?? "";
	const message = `The image's package lists are those of an earlier build, and cannot be fetched anew: ${last || `status ${exitCode}`}`;
	ctx.emit({ type: "warning", code: "old-package-lists", message });
	return ["it has worked with package lists of an earlier build"];
}
