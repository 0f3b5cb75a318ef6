import { type EnvironmentOptions, environmentInputs } from "./environment.js";
import { isHookName, MEANT_HOOKS } from "./hook-names.js";
import type { Input } from "./input.js";
import { BELOW } from "./key.js";

/** An entry of the hooks tree as `lstat` tells of it, by its path below that tree. */
export interface TreeName {
	readonly path: string;
	readonly kind: "file" | "folder" | "link" | "other";
	readonly mode: number;
	readonly uid: number;
	readonly gid: number;
	/** Of files, in bytes. */
	readonly size: number;
	/** Of links. */
	readonly target?: string;
}

/** What is known of a task before it runs. */
export interface DeclaredTask {
	/** Such as `install/50-x`. */
	readonly id: string;
	/** Its hook: path below the hooks tree, digest of its content. */
	readonly hook: { readonly path: string; readonly content: string };
	/** All entries of the hooks tree, in any order. */
	readonly hooksTree: readonly TreeName[];
	/** What the snippets left, without anything left out: what never counts is left out here. */
	readonly environment: Readonly<Record<string, string>>;
	readonly umask: string;
	readonly directory: string;
	/** As the engine's glue writes them; empty when nothing was limited. */
	readonly limits: string;
	/** Kernel release, since programs ask for it. */
	readonly kernel: string;
	readonly architecture: string;
	/** What else the caller knows to matter: identity of package indexes, tools, engine version. */
	readonly more?: readonly Input[];
	/** Key of the layers below. */
	readonly below: string;
}

/**
 * The inputs of ring 2 and 3 that are known beforehand, in the order in which they explain most. Names, kinds, modes, owners
 * and link targets of the whole hooks tree stand for the existence tests that nobody can see; of sizes only whether a file is
 * empty, because any edit anywhere changes one (`listedFolder` has them for folders that were listed). Other hooks are among what is
 * seen afterwards (`meantHooksInput`).
 */
export function declaredInputs(task: DeclaredTask, environment: EnvironmentOptions): Input[] {
	return [
		{ name: `hook ${task.hook.path}`, value: task.hook.content },
		...environmentInputs(task.environment, environment),
		{ name: "umask", value: task.umask },
		{ name: "directory", value: task.directory },
		{ name: "limits", value: task.limits },
		...(task.more ?? []),
		...[...task.hooksTree]
			.filter((entry) => !isHookName(entry) || entry.path === task.hook.path)
			.sort(byPath)
			.map((entry) => ({ name: `hooks tree ${entry.path}`, value: treeValue(entry) })),
		{ name: "kernel", value: task.kernel },
		{ name: "architecture", value: task.architecture },
		{ name: BELOW, value: task.below },
	];
}

const byPath = (one: TreeName, other: TreeName) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0);

/** What counts of an entry of the hooks tree whoever looks for it. */
export function treeValue({ kind, mode, uid, gid, size, target }: TreeName): string {
	const rights = `${(mode & 0o7777).toString(8).padStart(4, "0")} ${uid}:${gid}`;
	if (kind === "file") return `file ${rights}${size === 0 ? " empty" : ""}`;
	return kind === "link" ? `link to ${target ?? ""}` : `${kind} ${rights}`;
}

/** A file of the hooks tree that the task has opened, with the digest of its content. */
export const openedInput = (path: string, digest: string): Input => ({ name: `content of ${path}`, value: digest });

/**
 * A folder of the hooks tree that the task has listed: what `ls -l` of it would have told beyond the names. How long other hooks are
 * is no matter of a hook: those that list the folder of their phase look for lists of packages there.
 */
export function listedInput(folder: string, hooksTree: readonly TreeName[]): Input {
	const inside = hooksTree.filter(({ path }) => parentOf(path) === folder).sort(byPath);
	const value = inside.map((entry) => {
		const { path, kind, size } = entry;
		const told = kind === "file" && (size === 0 || !isHookName(entry));
		return `${path.slice(path.lastIndexOf("/") + 1)}${told ? `=${size}` : ""}`;
	});
	return { name: `listing of ${folder === "" ? "." : folder}`, value: value.join(" ") };
}

const parentOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** A file of the host that an outside hook has opened: size, time of its last change and inode, or a digest. */
export const hostInput = (path: string, identity: string): Input => ({ name: `host file ${path}`, value: identity });

/** A folder of the host that an outside hook has listed. */
export const hostFolderInput = (path: string, identity: string): Input => ({
	name: `host folder ${path}`,
	value: identity,
});

/** What a test of a path of the host would have told an outside hook that names it, or is given its name. */
export const hostPathInput = (path: string, value: string): Input => ({ name: `host path ${path}`, value });

/** Names in the folder where an outside hook began, as far as its texts or variables have them as words. */
export const hostWordsInput = (folder: string, value: string): Input => ({
	name: `host names meant in ${folder}`,
	value,
});

/** A folder of PATH, in which an outside hook's programs are looked for. */
export const programsInput = (folder: string, value: string): Input => ({ name: `host programs in ${folder}`, value });

/** What of the host stands for lookups that its programs make on their own. */
export const hostGroundInput = (what: string, value: string): Input => ({ name: `host: ${what}`, value });

/** What an observed input's name leads to, so that it can be looked at again. */
export type ObservedPlace =
	| { readonly kind: "content" | "listing" | "host-file" | "host-folder" | "host-path"; readonly path: string }
	| { readonly kind: "host-words"; readonly path: string }
	| { readonly kind: "meant-hooks" };

const BEGINNINGS = {
	"content of ": "content",
	"listing of ": "listing",
	"host file ": "host-file",
	"host folder ": "host-folder",
	"host path ": "host-path",
	"host names meant in ": "host-words",
} as const;

/** Undefined for names of inputs that are declared. */
export function observedPlace(name: string): ObservedPlace | undefined {
	if (name === MEANT_HOOKS) return { kind: "meant-hooks" };
	for (const [beginning, kind] of Object.entries(BEGINNINGS)) {
		if (!name.startsWith(beginning)) continue;
		const path = name.slice(beginning.length);
		return { kind, path: kind === "listing" && path === "." ? "" : path };
	}
	return undefined;
}
