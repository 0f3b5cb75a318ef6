import { open, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { authConf, withoutLogins } from "../../core/secrets/apt-logins.js";
import { kindInTree, readInTree, removeEmptyFolder, removeInTree, writeInTree } from "../tree/files.js";
import { inTree } from "../tree/in-tree.js";
import { eachFile, type FoundFile } from "../tree/walk.js";
import { HOOKS_INSIDE } from "./chroot.js";

/** Takes the link away and, once more, what hooks of the last phases have written. Returns what could not be done. */
export type EndLogins = (tree: string) => Promise<string[]>;

const APT = "etc/apt";
const AUTH_FOLDER = `${APT}/auth.conf.d`;
const AUTH_LINK = `${AUTH_FOLDER}/99-this-build.conf`;
const AUTH_FILE = "apt-logins.conf";
/** Where other package managers keep addresses; what the build was not given stays there. */
const OTHERS = ["etc/yum.repos.d", "etc/dnf", "etc/zypp", "etc/sysconfig"];
const OTHER_FILE = "etc/yum.conf";
/** Keys and what else lies beside settings are no texts for people. */
const LARGEST = 2 ** 20;

/**
 * The logins of mirrors and proxies are for the build. They leave the image's settings before file systems are made of the
 * tree: what was ever written there would stay in their free blocks. Hooks of the last phases still reach the mirror:
 * until the end a file in `hooks` has the logins, and apt of the image a link to it. `known` are the build's secrets.
 */
export async function lendLogins(tree: string, hooks: string, known: readonly string[]): Promise<EndLogins> {
	const machines = await takeOut(tree, known);
	const madeFolder = machines.length > 0 && (await kindInTree(tree, AUTH_FOLDER)) === undefined;
	if (machines.length > 0) {
		const file = await open(join(hooks, AUTH_FILE), "w", 0o600);
		await file.writeFile(authConf(machines));
		await file.close();
		await removeInTree(tree, AUTH_LINK);
		await inTree(tree, AUTH_FOLDER, { make: true }, ({ it }) =>
			symlink(`${HOOKS_INSIDE}/${AUTH_FILE}`, join(it as string, AUTH_LINK.slice(AUTH_FOLDER.length))),
		);
	}
	return async (finished) => {
		const left = await removeInTree(finished, AUTH_LINK);
		if (madeFolder) await removeEmptyFolder(finished, AUTH_FOLDER);
		await takeOut(finished, known);
		return left;
	};
}

/** Rewrites the settings that hold logins; returns these as auth.conf.d has them. */
async function takeOut(tree: string, known: readonly string[]): Promise<string[]> {
	const secrets = new Set(known);
	const machines: string[] = [];
	const visit = (isMeant: (login: string) => boolean) => async (file: FoundFile) => {
		if (file.stats.size > LARGEST || /\.(gpg|asc)$/.test(file.path) || file.path.includes("/auth.conf")) return;
		const text = await readFile(file.it, "utf8");
		const found = withoutLogins(text, isMeant);
		if (found.text === text) return;
		await writeInTree(tree, file.path, found.text, file.stats.mode & 0o7777);
		machines.push(...found.machines);
	};
	await eachFile(
		tree,
		APT,
		visit(() => true),
	);
	const isKnown = (login: string) => secrets.has(login);
	for (const folder of OTHERS) await eachFile(tree, folder, visit(isKnown));
	const text = (await readInTree(tree, OTHER_FILE, LARGEST)) ?? "";
	const clean = withoutLogins(text, isKnown).text;
	if (clean !== text) await writeInTree(tree, OTHER_FILE, clean);
	return machines;
}
