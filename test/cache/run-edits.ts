import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Built, build } from "./build-world.js";
import { type Edit, type Edited, pick, type Random, type Variants } from "./edits/edit.js";
import { KINDS } from "./edits/kinds.js";
import { unexplainedLookups } from "./second-oracle.js";
import { ALWAYS, type World } from "./world.js";

/** What became of all edits of one kind. */
export interface Tally {
	edits: number;
	/** Hooks whose layer was taken. */
	hits: number;
	/** Hooks that ran. */
	ran: number;
	/** Hooks that ran although nothing that they could have read was another. */
	needless: number;
	/** Builds whose tree was not that of a build without layers. */
	stale: number;
	/** Look-ups of hooks whose layer was taken that strace saw in their real run. */
	lookups: number;
	/** Those that their key does not cover. */
	unexplained: number;
}

export const emptyTally = (): Tally => ({
	...{ edits: 0, hits: 0, ran: 0, needless: 0, stale: 0, lookups: 0, unexplained: 0 },
});

/** What one edit has led to. */
export interface Tried extends Omit<Tally, "edits"> {
	readonly kind: string;
	readonly what: string;
	/** Lines of the tree: `- ` as it has to be, `+ ` as it was. */
	readonly differences: readonly string[];
	/** What was looked for, with the task. */
	readonly unexplainedPaths: readonly string[];
	/** Tasks that ran needlessly, and why they said that they ran. */
	readonly needlessTasks: readonly string[];
}

/** Builds with layers what nobody has changed, so that all are kept. */
export const warmUp = (world: World): Promise<Built> => build(world, { layers: true });

export interface TryOptions {
	readonly traced?: boolean;
	/** Which of the kind's edits; any if not given. */
	readonly variant?: string;
	readonly kinds?: Readonly<Record<string, Variants>>;
}

/** Makes one edit, builds with layers and without, and compares; with `traced` the hooks of the latter under strace. */
export async function tryEdit(
	world: World,
	kind: string,
	random: Random,
	{ traced = false, variant: wanted, kinds = KINDS }: TryOptions = {},
): Promise<Tried> {
	const variants = kinds[kind];
	if (!variants) throw new Error(`there is no edit '${kind}'`);
	const variant = wanted ?? pick(random, Object.keys(variants));
	const edited = (variants[variant] as Edit)(world, random);
	try {
		return await compare(world, `${kind}: ${variant}`, edited, traced);
	} catch (error) {
		throw new Error(`after ${kind}: ${variant} (${edited.what}): ${(error as Error).message}`);
	}
}

async function compare(world: World, kind: string, edited: Edited, traced: boolean): Promise<Tried> {
	if (edited.before) {
		const { during, after } = edited.before;
		await build(world, { layers: true, ...(during ? { during } : {}) });
		after?.();
	}
	const log = join(world.folder, "strace.log");
	const builds = [build(world, { layers: true }), build(world, { layers: false, ...(traced ? { log } : {}) })] as const;
	await Promise.allSettled(builds);
	const [layered, plain] = await Promise.all(builds);
	const all = [...plain.ran];
	const needless = layered.ran.filter((task) => !isNeeded(task, edited, all, world));
	const differences = differencesOf(plain.tree, layered.tree);
	const looked = traced ? unexplainedLookups(world, log, layered) : { seen: 0, unexplained: [] };
	return {
		...{ kind, what: edited.what, differences },
		...{ hits: layered.cached.length, ran: layered.ran.length, stale: differences.length > 0 ? 1 : 0 },
		...{ needless: needless.length, needlessTasks: needless.map((task) => `${task}: ${layered.causes[task]}`) },
		...{ lookups: looked.seen, unexplained: looked.unexplained.length, unexplainedPaths: looked.unexplained },
	};
}

/** Whether a task had to run: what comes after the first one that could have read the edit stands on it. */
function isNeeded(task: string, { from }: Edited, all: readonly string[], { folder }: World): boolean {
	if (ALWAYS.test(task) || from.includes("first")) return true;
	const isMounted = existsSync(join(folder, "elements/mine/root.d/70-mount"));
	if (isMounted && !/^(?:root|extra-data|post-root)\//.test(task)) return true;
	return from.some((first) => all.indexOf(task) >= startOf(first, all));
}

/** Where a task runs, or would: hooks of a phase run in the order of their names. */
function startOf(task: string, all: readonly string[]): number {
	if (all.includes(task)) return all.indexOf(task);
	const phase = task.slice(0, task.indexOf("/") + 1);
	const later = all.findIndex((one) => one.startsWith(phase) && one > task);
	return later === -1 ? all.length : later;
}

function differencesOf(right: readonly string[], found: readonly string[]): string[] {
	const [wanted, there] = [new Set(right), new Set(found)];
	return [
		...right.filter((line) => !there.has(line)).map((line) => `- ${line}`),
		...found.filter((line) => !wanted.has(line)).map((line) => `+ ${line}`),
	];
}
