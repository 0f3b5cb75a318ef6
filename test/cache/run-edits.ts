import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BuildEvent } from "../../src/core/run/events.js";
import { treeOfArchive } from "../support/tree-of-archive.js";
import { EDITS, type Edited, type Random } from "./edits.js";
import { HOST_EDITS } from "./host-edits.js";
import { ALWAYS, type World } from "./world.js";

/** What became of all edits of one kind. */
export interface Tally {
	edits: number;
	/** Hooks whose layer was taken. */
	hits: number;
	/** Hooks that ran although nothing that they could have read was another. */
	needless: number;
	/** Builds whose tree was not that of a build without layers. */
	stale: number;
}

export interface Fault {
	readonly kind: string;
	readonly what: string;
	/** Lines of the tree: `- ` as it has to be, `+ ` as it was. */
	readonly differences: readonly string[];
}

export const ALL_EDITS = { ...EDITS, ...HOST_EDITS };

interface Built {
	readonly tree: readonly string[];
	readonly ran: readonly string[];
	readonly cached: readonly string[];
}

async function build({ folder, diskwright, told }: World, args: readonly string[]): Promise<Built> {
	const built = await diskwright(["build", "-n", "-t", "tar", "-o", told.image, ...told.elements, ...args], told.env);
	if (built.code !== 0) throw new Error(`a build failed:\n${built.stdout}${built.stderr}`);
	const id = /^build (\S+):/.exec(built.stdout)?.[1] ?? "";
	const lines = readFileSync(join(folder, "state/diskwright/runs", id, "events.ndjson"), "utf8")
		.trimEnd()
		.split("\n");
	const events = lines.map((line) => JSON.parse(line) as BuildEvent);
	const ended = (outcome: string) =>
		events.flatMap((event) =>
			event.type === "task.finished" &&
			event.outcome === outcome &&
			/^(?!output|disk|cleanup|finalise)\S+\/\d/.test(event.task)
				? [event.task]
				: [],
		);
	return { tree: treeOfArchive(join(folder, `${told.image}.tar`)), ran: ended("ok"), cached: ended("cached") };
}

/** Builds with layers what nobody has changed, so that all are kept. */
export const warmUp = (world: World): Promise<Built> => build(world, ["--layers", "--again"]);

/** Makes one edit, builds with layers and without, and compares. */
export async function tryEdit(world: World, kind: string, random: Random, tally: Tally): Promise<Fault | undefined> {
	const edit = (ALL_EDITS as Record<string, (typeof ALL_EDITS)[keyof typeof ALL_EDITS]>)[kind];
	if (!edit) throw new Error(`there is no edit '${kind}'`);
	const edited = edit(world, random);
	const layered = await build(world, ["--layers", "--again"]);
	const plain = await build(world, []);
	tally.edits += 1;
	tally.hits += layered.cached.length;
	tally.needless += layered.ran.filter((task) => !isNeeded(task, edited, plain.ran, world)).length;
	const differences = differencesOf(plain.tree, layered.tree);
	if (differences.length === 0) return undefined;
	tally.stale += 1;
	return { kind, what: edited.what, differences };
}

/** Whether a task had to run: what comes after the first one that could have read the edit stands on it. */
function isNeeded(task: string, { from }: Edited, all: readonly string[], { folder }: World): boolean {
	if (ALWAYS.test(task) || from === "first") return true;
	const isMounted = existsSync(join(folder, "elements/mine/root.d/70-mount"));
	if (isMounted && !/^(?:root|extra-data|post-root)\//.test(task)) return true;
	if (/^post-root\//.test(task)) return true;
	return from !== undefined && all.indexOf(task) >= all.indexOf(from);
}

function differencesOf(right: readonly string[], found: readonly string[]): string[] {
	const [wanted, there] = [new Set(right), new Set(found)];
	return [
		...right.filter((line) => !there.has(line)).map((line) => `- ${line}`),
		...found.filter((line) => !wanted.has(line)).map((line) => `+ ${line}`),
	];
}
