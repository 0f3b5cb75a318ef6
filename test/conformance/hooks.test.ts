import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCatalogue } from "../../src/catalogue/read-catalogue.js";
import type { Element } from "../../src/core/element/element.js";
import { runnableHooks, snippetOrder } from "../../src/core/hooks/hook-order.js";
import { hooksOfElements } from "../../src/core/hooks/hooks-tree.js";
import { listEntries } from "../../src/engine/hooks/hook-entries.js";
import { type GoldenElement, makeElement, materialise } from "../support/corpus.js";
import { golden, hasGolden } from "../support/golden.js";

type Flags = Record<string, never>;

interface MergeRecord {
	readonly id: string;
	readonly path: string[];
	readonly resolved: string[];
	readonly ok: boolean;
	readonly error?: string;
	readonly duplicates?: Record<string, string[]>;
	readonly merged?: Record<string, Record<string, string | string[]>>;
	readonly run?: Record<string, string[]>;
	readonly environment_order?: string[];
	readonly environment_not_sourced?: string[];
	readonly top_files?: string[];
}

let corpora: string;
let scratch: string;
beforeAll(() => {
	if (hasGolden) corpora = materialise("resolve/corpora.json", "hooks/corpora.json");
	scratch = mkdtempSync("/tmp/hooks-");
});
afterAll(() => {
	rmSync(corpora, { recursive: true, force: true });
	rmSync(scratch, { recursive: true, force: true });
});

/** A directory of the golden data on disk, read back as the engine reads it. */
async function directory(id: string, flags: Flags) {
	makeElement(join(scratch, id), { files: { "target-file": "-" }, dirs: { "x.d": flags } } as GoldenElement);
	return listEntries(join(scratch, id, "x.d"));
}

function count(file: string, total: number, wrong: readonly unknown[]): void {
	console.log(`hooks/${file}: ${total - wrong.length} of ${total}`);
	expect(wrong).toEqual([]);
}

describe.skipIf(!hasGolden)("golden data of the hooks", () => {
	test("run-parts.json", async () => {
		const records =
			golden<{ id: string; entries: Flags; run: string[]; RUN_PARTS_REGEX?: string }[]>("hooks/run-parts.json");
		const wrong: unknown[] = [];
		for (const { id, entries, run, RUN_PARTS_REGEX } of records) {
			const got = runnableHooks(await directory(id, entries), RUN_PARTS_REGEX).run;
			if (String(got) !== String(run)) wrong.push({ id, got, run });
		}
		count("run-parts.json", records.length, wrong);
	});

	test("environment-order.json", async () => {
		const records =
			golden<{ id: string; environment_d: Flags; sourced: string[]; exit_status: number; script_started?: boolean }[]>(
				"hooks/environment-order.json",
			);
		const wrong: unknown[] = [];
		for (const { id, environment_d, sourced } of records) {
			const got = snippetOrder(await directory(id, environment_d)).sourced;
			if (String(got) !== String(sourced)) wrong.push({ id, got, sourced });
		}
		count("environment-order.json", records.length, wrong);
	});

	test("merge.json", async () => {
		const records = golden<MergeRecord[]>("hooks/merge.json");
		const wrong: unknown[] = [];
		const cache = new Map<string, Awaited<ReturnType<typeof readCatalogue>>>();
		for (const record of records) {
			const path = record.path.map((name) => join(corpora, name));
			const key = path.join(":");
			if (!cache.has(key)) cache.set(key, await readCatalogue(path, "/"));
			const catalogue = cache.get(key);
			const elements = record.resolved.map((name) => catalogue?.elements.get(name) as Element);
			const why = differences(record, elements);
			if (why.length > 0) wrong.push({ id: record.id, why });
		}
		count("merge.json", records.length, wrong);
	});
});

function differences(record: MergeRecord, elements: readonly Element[]): string[] {
	const tree = hooksOfElements(elements);
	const fatal = tree.collisions.filter((collision) => collision.fatal);
	if (!record.ok) {
		if (record.error !== "duplicate") return [];
		const got = Object.fromEntries(fatal.map(({ path, elements: owners }) => [path, [...owners].sort()]));
		const wanted = Object.fromEntries(
			Object.entries(record.duplicates ?? {}).map(([path, owners]) => [path, [...owners].sort()]),
		);
		return same("duplicates", got, wanted);
	}
	const merged = Object.fromEntries(
		Object.entries(tree.directories).map(([name, entries]) => [
			name,
			Object.fromEntries(
				Object.entries(entries).map(([entry, { elements: owners }]) => {
					const names = owners.map((owner) => owner.name).sort();
					return [entry, names.length === 1 ? names[0] : names];
				}),
			),
		]),
	);
	const wantedMerged = Object.fromEntries(
		Object.entries(record.merged ?? {}).map(([name, entries]) => [
			name,
			Object.fromEntries(
				Object.entries(entries).map(([entry, owner]) => [entry, Array.isArray(owner) ? [...owner].sort() : owner]),
			),
		]),
	);
	const entriesOf = (name: string) =>
		Object.fromEntries(Object.entries(tree.directories[name] ?? {}).map(([entry, one]) => [entry, one.entry]));
	const run = Object.fromEntries(
		Object.keys(record.run ?? {}).map((name) => [name, [...runnableHooks(entriesOf(name)).run]]),
	);
	const snippets = snippetOrder(entriesOf("environment.d"));
	return [
		...(fatal.length > 0 ? [`duplicates: ${fatal.map(({ path }) => path)}`] : []),
		...same("merged", merged, wantedMerged),
		...same("run", run, record.run ?? {}),
		...same("environment", snippets.sourced, record.environment_order ?? []),
		...same("top files", Object.keys(tree.files).sort(), [...(record.top_files ?? [])].sort()),
	];
}

function same(name: string, got: unknown, wanted: unknown): string[] {
	try {
		expect(got).toEqual(wanted);
		return [];
	} catch (error) {
		return [`${name}: ${(error as Error).message.slice(0, 400)}`];
	}
}
