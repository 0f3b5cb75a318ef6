import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mergeServiceMaps } from "../../src/core/packages/service-map.js";
import { type PackageFile, squashPackages } from "../../src/core/packages/squash.js";
import { golden, hasGolden } from "../support/golden.js";

type Corpora = Record<string, Record<string, Record<string, string>>>;

interface SquashRecord {
	readonly id: string;
	readonly path: string[];
	readonly elements: string[];
	readonly env: Record<string, string>;
	readonly files?: Corpora;
	readonly expect: {
		ok: boolean;
		result?: Record<string, Record<string, [string, string][]>>;
		stdout?: string;
		message?: string;
	};
	readonly final_packages?: unknown;
}

const bin = (name: string) => join(import.meta.dirname, `../../elements/${name}`);
let folder: string;
beforeAll(() => {
	folder = mkdtempSync("/tmp/pkginstalls-");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function filesOf(record: SquashRecord, corpora: Corpora): PackageFile[] {
	const from = record.files ?? corpora;
	return record.elements.flatMap((element) =>
		record.path.flatMap((corpus) =>
			["package-installs.json", "package-installs.yaml"].flatMap((file) => {
				const text = from[corpus]?.[element]?.[file];
				return text === undefined ? [] : [{ element, file: `${corpus}/${element}/${file}`, text }];
			}),
		),
	);
}

/** A missing list and an empty list mean the same. */
function normal(result: Record<string, Record<string, [string, string][]>>): unknown {
	return Object.fromEntries(
		Object.entries(result)
			.map(
				([phase, lists]) =>
					[
						phase,
						Object.fromEntries(
							Object.entries(lists)
								.filter(([, list]) => list.length > 0)
								.sort(),
						),
					] as const,
			)
			.filter(([, lists]) => Object.keys(lists).length > 0)
			.sort(),
	);
}

/** Runs the program's main for many argument lists in one process: the look-ups are thousands. */
function pkgMap(jobs: readonly (readonly string[])[]): { out: string[]; exit: number }[] {
	const script = `import contextlib,importlib.machinery,importlib.util,io,json,sys
loader=importlib.machinery.SourceFileLoader("pkg_map",sys.argv[1])
program=importlib.util.module_from_spec(importlib.util.spec_from_loader("pkg_map",loader))
loader.exec_module(program)
results=[]
for args in json.load(sys.stdin):
    text=io.StringIO()
    with contextlib.redirect_stdout(text), contextlib.redirect_stderr(io.StringIO()):
        try: code=program.main(args)
        except (Exception, SystemExit): code=1
    results.append({"out":text.getvalue().split("\\n")[:-1],"exit":code or 0})
print(json.dumps(results))`;
	const options = { input: JSON.stringify(jobs), encoding: "utf8", maxBuffer: 1 << 26 } as const;
	return JSON.parse(execFileSync("python3", ["-B", "-c", script, bin("pkg-map/bin/pkg-map")], options));
}

describe.skipIf(!hasGolden)("golden data of the packages", () => {
	test("squash.json", () => {
		const corpora = golden<Corpora>("pkginstalls/files.json");
		const records = golden<SquashRecord[]>("pkginstalls/squash.json");
		const wrong: unknown[] = [];
		for (const record of records) {
			let got: unknown;
			try {
				got = normal(squashPackages(filesOf(record, corpora), record.env));
			} catch (error) {
				got = (error as Error).message;
			}
			// A key that YAML takes for true or null is still a name.
			const text = JSON.stringify(record.expect.result ?? {}, (_, value) =>
				value === true || value === false ? String(value) : (value ?? ""),
			);
			const wanted = record.expect.ok ? normal(JSON.parse(text)) : undefined;
			if (record.expect.ok ? JSON.stringify(got) !== JSON.stringify(wanted) : typeof got !== "string") {
				wrong.push({ id: record.id, got: JSON.stringify(got), wanted: JSON.stringify(record.expect) });
			} else if (record.expect.stdout && got !== record.expect.stdout)
				wrong.push({ id: record.id, got, wanted: record.expect.stdout });
		}
		console.log(`pkginstalls/squash.json: ${records.length - wrong.length} of ${records.length}`);
		expect(wrong).toEqual([]);
	});

	test("svc-map.json", () => {
		const corpora = golden<Corpora>("pkginstalls/files.json");
		const records =
			golden<
				{
					id: string;
					maps: Record<string, string | Record<string, unknown>>;
					distro: string | null;
					expect: { ok: boolean; result?: Record<string, string> };
				}[]
			>("pkginstalls/svc-map.json");
		const wrong: unknown[] = [];
		for (const record of records) {
			let got: unknown;
			try {
				const files = Object.entries(record.maps).map(([element, map]) => {
					const [corpus = "", name = ""] = String(map).split("/");
					const text = typeof map === "string" ? (corpora[corpus]?.[name]?.["svc-map"] ?? map) : JSON.stringify(map);
					return { element, file: element, text };
				});
				got = mergeServiceMaps(files, record.distro ?? undefined);
			} catch {
				got = undefined;
			}
			const wanted = record.expect.ok ? record.expect.result : undefined;
			try {
				expect(got).toEqual(wanted);
			} catch {
				wrong.push({ id: record.id, got, wanted, maps: record.maps });
			}
		}
		console.log(`pkginstalls/svc-map.json: ${records.length - wrong.length} of ${records.length}`);
		expect(wrong).toEqual([]);
	});

	test("pkg-map-cases.json and pkg-map-files.json", () => {
		const wrong: unknown[] = [];
		const cases = golden<
			{
				id: string;
				map?: unknown;
				map_text?: string;
				distro: string;
				release: string;
				packages: string[];
				missing_ok: boolean;
				expect: { out?: string[]; exit?: number; error?: string };
			}[]
		>("pkginstalls/pkg-map-cases.json");
		const arguments_ = cases.map((record) => {
			const file = join(folder, `${record.id}.map`);
			if (record.map_text !== undefined) writeFileSync(file, record.map_text);
			else if (record.map) writeFileSync(file, JSON.stringify(record.map));
			const options = ["--pkg-map", file, "--distro", record.distro, "--release", record.release];
			return [...options, ...(record.missing_ok ? ["--missing-ok"] : []), ...record.packages];
		});
		pkgMap(arguments_).forEach((got, index) => {
			const { id, expect: wanted } = cases[index] as (typeof cases)[number];
			const right = wanted.error
				? got.exit !== 0
				: JSON.stringify(got) === JSON.stringify({ out: wanted.out, exit: wanted.exit ?? 0 });
			if (!right) wrong.push({ id, got, wanted });
		});
		console.log(`pkginstalls/pkg-map-cases.json: ${cases.length - wrong.length} of ${cases.length}`);
		const before = wrong.length;
		const corpora = golden<Corpora>("pkginstalls/files.json");
		const files = golden<
			{
				map: string;
				distro: string;
				release: string;
				lookups: Record<string, string | { out: string[]; exit?: number }>;
			}[]
		>("pkginstalls/pkg-map-files.json");
		let lookups = 0;
		const jobs: { id: string; args: string[]; wanted: { out: string[]; exit: number } }[] = [];
		for (const { map, distro, release, lookups: names } of files) {
			const [corpus = "", element = ""] = map.split("/");
			const file = join(folder, map.replace("/", "_"));
			writeFileSync(file, corpora[corpus]?.[element]?.["pkg-map"] ?? "");
			for (const [name, result] of Object.entries(names)) {
				lookups += 1;
				const wanted =
					typeof result === "string" ? { out: [result], exit: 0 } : { out: result.out, exit: result.exit ?? 0 };
				jobs.push({
					id: `${map} ${distro} ${release} ${name}`,
					args: ["--pkg-map", file, "--distro", distro, "--release", release, name],
					wanted,
				});
			}
		}
		const results = pkgMap(jobs.map(({ args }) => args));
		jobs.forEach(({ id, wanted }, index) => {
			if (JSON.stringify(results[index]) !== JSON.stringify(wanted)) wrong.push({ id, got: results[index], wanted });
		});
		console.log(`pkginstalls/pkg-map-files.json: ${lookups - (wrong.length - before)} of ${lookups}`);
		expect(wrong).toEqual([]);
	});

	test("old-lists.json", () => {
		const records =
			golden<{ id: string; files: Record<string, string>; installed: string[] | null; uninstalled: string[] | null }[]>(
				"pkginstalls/old-lists.json",
			);
		const wrong: unknown[] = [];
		for (const record of records) {
			const phase = join(folder, record.id, "install.d");
			const tools = join(folder, record.id, "bin");
			mkdirSync(phase, { recursive: true });
			mkdirSync(tools);
			for (const [name, text] of Object.entries(record.files)) writeFileSync(join(phase, name), text);
			writeFileSync(
				join(tools, "install-packages"),
				`#!/bin/bash\nprintf '%s\\n' "$@" >>${folder}/${record.id}/called\n`,
				{ mode: 0o755 },
			);
			const got = ["package-installs", "package-uninstalls"].map((program) => {
				const log = join(folder, record.id, "called");
				rmSync(log, { force: true });
				spawnSync("bash", [bin(`package-installs/bin/${program}`), "-d", phase], {
					env: {
						...process.env,
						PATH: `${tools}:${bin("pkg-map/bin")}:${process.env.PATH}`,
						DISTRO_NAME: "debian",
						DIB_RELEASE: "bookworm",
					},
				});
				const called = spawnSync("cat", [log], { encoding: "utf8" });
				return called.status === 0
					? called.stdout
							.split("\n")
							.filter((word) => word && word !== "-e")
							.flatMap((word) => word.split(" "))
							.sort()
					: null;
			});
			const wanted = [record.installed, record.uninstalled];
			const same = (a: string[] | null | undefined, b: string[] | null | undefined) =>
				JSON.stringify([...(a ?? [])].sort()) === JSON.stringify([...(b ?? [])].sort());
			if (!same(got[0], wanted[0]) || !same(got[1], wanted[1]))
				wrong.push({ id: record.id, got, wanted, files: record.files });
		}
		console.log(`pkginstalls/old-lists.json: ${records.length - wrong.length} of ${records.length}`);
		expect(wrong).toEqual([]);
	});
});
