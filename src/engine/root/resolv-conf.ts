import { readFile, readlink } from "node:fs/promises";
import { runTool } from "../../host/run-tool.js";
import { kindInTree, readInTree, removeInTree, renameInTree, writeInTree } from "../tree/files.js";
import { isImmutable } from "../tree/flags.js";
import { inTree } from "../tree/in-tree.js";

const OWN = "etc/resolv.conf";
const ORIGINAL = `${OWN}.ORIG`;
/** When the host has none. */
const SOME_SERVER = "nameserver 8.8.8.8\n";

/** Gives the tree the host's resolv.conf for the time of the build; the own one waits in `.ORIG` (contract §7.3, step 7). */
export async function borrowResolvConf(tree: string): Promise<void> {
	if (await kindInTree(tree, OWN, false)) await renameInTree(tree, OWN, "resolv.conf.ORIG");
	await writeInTree(tree, OWN, await hostResolver());
}

/**
 * Puts the image's own resolv.conf back (step 26a). What a hook has made of it, a link or an immutable file, is kept, and no
 * file with the host's own servers stays. Returns what could not be removed.
 */
export async function returnResolvConf(tree: string): Promise<string[]> {
	const left = await removeCopies(tree);
	const kind = await kindInTree(tree, OWN, false);
	if (kind === "link" || (kind && (await inTree(tree, OWN, { follow: false }, ({ entry }) => isImmutable(entry))))) {
		return [...left, ...(await removeInTree(tree, ORIGINAL))];
	}
	left.push(...(await removeInTree(tree, OWN)));
	if (await kindInTree(tree, ORIGINAL, false)) await renameInTree(tree, ORIGINAL, "resolv.conf");
	return left;
}

/** Why no program inside the image can find a server by its name; undefined when nothing is wrong with its resolv.conf. */
export async function resolverFault(tree: string): Promise<string | undefined> {
	if ((await kindInTree(tree, OWN)) === "file") return undefined;
	const kind = await kindInTree(tree, OWN, false);
	if (kind === undefined) return "the image has no /etc/resolv.conf";
	if (kind !== "link") return "/etc/resolv.conf of the image is not a file";
	const target = await inTree(tree, OWN, { follow: false }, ({ entry }) => readlink(entry));
	return `/etc/resolv.conf of the image is a link to ${target}, which is not there`;
}

/** Packages that manage the file keep a copy of what they found: that was this host's. */
async function removeCopies(tree: string): Promise<string[]> {
	const text = await hostResolver();
	if ((await readInTree(tree, ORIGINAL)) === text) return [];
	const named = ["(", "-name", "*resolv*conf*", "-o", "-path", "*/resolvconf/*", ")"];
	const { stdout } = await inTree(tree, "/", {}, ({ it }) =>
		runTool(["find", `${it}/.`, "-xdev", "-type", "f", ...named, "-printf", "%P\\0"], { accept: [0, 1] }),
	);
	const left = [];
	for (const path of stdout.split("\0").filter((one) => one !== "" && one !== OWN && one !== ORIGINAL)) {
		if ((await readInTree(tree, path)) === text) left.push(...(await removeInTree(tree, path)));
	}
	return left;
}

async function hostResolver(): Promise<string> {
	return readFile("/etc/resolv.conf", "utf8").catch(() => SOME_SERVER);
}
