import type { Stats } from "node:fs";
import { architecturesOf, parseDpkgStatus } from "../../core/apt/dpkg-status.js";
import {
	type AptSource,
	parseSourcesFile,
	parseSourcesList,
	sourcesOfEnvironment,
	unique,
} from "../../core/apt/sources.js";
import type { Input } from "../../core/layers/input.js";
import type { PackageIndexes } from "../../layers/packages/package-indexes.js";
import type { HookInput } from "../hooks/hook-step.js";
import { listInTree, readInTree } from "../tree/files.js";
import { inTree, NoSuchPlace } from "../tree/in-tree.js";

/** Where dpkg and apt keep what they know of an image. */
const STATUS = "var/lib/dpkg/status";
export const LISTS = "var/lib/apt/lists";
const APT = "etc/apt";
/** A file of sources is written by hand. */
const LARGEST_SOURCES = 1 << 20;

/** What a hook finds of packages in an image before it runs. */
interface Found {
	/** Another text when packages or lists were changed. */
	readonly state: string;
	readonly sources: readonly AptSource[];
}

/**
 * Sees what a hook has read of the package indexes of its mirrors: by dpkg's database and apt's lists in the image it is told whether
 * it has had to do with packages at all, so this is true of everything that calls apt or debootstrap in whatever way.
 */
export class PackageSight {
	constructor(readonly indexes: PackageIndexes) {}

	/** Looks before a hook runs, and asks its mirrors: what they have by then cannot be newer than what the hook gets. */
	async before({ site, shell }: HookInput): Promise<Found> {
		const own = await sourcesIn(site.tree);
		const sources = own.length > 0 ? own : sourcesOfEnvironment(shell.env);
		await this.indexes.ask(sources);
		return { state: await stateOf(site.tree), sources };
	}

	/** What it has read, once it has ended; empty for one that had nothing to do with packages. */
	async after(before: Found, { site }: HookInput): Promise<{ readonly inputs: Input[]; readonly lists: boolean }> {
		const { tree } = site;
		const state = await stateOf(tree);
		if (state === before.state) return { inputs: [], lists: false };
		const lists = listsPart(state) !== listsPart(before.state);
		const packages = parseDpkgStatus((await readInTree(tree, STATUS)) ?? "");
		if (architecturesOf(packages).length === 0) return { inputs: [], lists };
		const sources = unique([...before.sources, ...(await sourcesIn(tree))]);
		return { inputs: await this.indexes.inputs(sources, packages), lists };
	}
}

/** The sources of an image, in apt's order. What cannot be read there is none. */
async function sourcesIn(tree: string): Promise<AptSource[]> {
	const read = (path: string) => readInTree(tree, path, LARGEST_SOURCES).catch(noPlace);
	const names = (await listInTree(tree, `${APT}/sources.list.d`).catch(noPlace)) ?? [];
	const list = parseSourcesList((await read(`${APT}/sources.list`)) ?? "");
	const others = [];
	for (const name of [...names].sort()) {
		const parse = name.endsWith(".list") ? parseSourcesList : name.endsWith(".sources") ? parseSourcesFile : undefined;
		if (parse) others.push(...parse((await read(`${APT}/sources.list.d/${name}`)) ?? ""));
	}
	return unique([...list, ...others]);
}

/** Two lines: of dpkg's database, and of apt's lists. */
async function stateOf(tree: string): Promise<string> {
	const identity = async (path: string) => {
		const stats = await inTree(tree, path, {}, async (spot) => spot.stats).catch(noPlace);
		return stats ? identityOf(stats) : "none";
	};
	const names = (await listInTree(tree, LISTS).catch(noPlace)) ?? [];
	const indexes = names.filter((name) => /(?:Release|Packages)(?:\.\w+)?$/.test(name)).sort();
	const lists = [];
	for (const name of indexes) lists.push(`${name} ${await identity(`${LISTS}/${name}`)}`);
	return `${await identity(STATUS)}\n${lists.join(" ")}`;
}

const listsPart = (state: string) => state.slice(state.indexOf("\n"));

const identityOf = ({ ino, size, mtimeMs, ctimeMs }: Stats) => `${ino} ${size} ${mtimeMs} ${ctimeMs}`;

/** Folders that are missing on the way, and links that lead nowhere. */
function noPlace(error: unknown): undefined {
	if (error instanceof NoSuchPlace || (error as NodeJS.ErrnoException).code !== undefined) return undefined;
	throw error;
}
