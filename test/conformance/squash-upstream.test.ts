import { execFileSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type PackageFile, type PackagePlan, squashPackages } from "../../src/core/packages/squash.js";

type Answer =
	| { readonly ok: true; readonly result: PackagePlan }
	| { readonly ok: false; readonly error: string; readonly message: string };

interface Case {
	readonly path: readonly Readonly<Record<string, Readonly<Record<string, string>>>>[];
	readonly elements: readonly string[];
	readonly env: Readonly<Record<string, string>>;
}

const CASES = 1500;
/** Another one looks at other lists. */
const SEED = Number(process.env.SQUASH_SEED ?? 20_261_125);

const ELEMENTS = ["alpha", "be-ta", "gam_ma"] as const;
const scalars = ["", "~", "null", "yes", "False", "0", "0.0", "1", "3", "'3'", "word", "''", "[]", "{}"];
const conditions = [
	...["A = 1", "A=1", "A != 1", "A!=2", "B = x", "B  =  x y", "B = x ", "A == 1", "A =! 1", "EMPTY =", "EMPTY != "],
	...[
		"A = ",
		"B = X",
		"a = 1",
		" A = 1",
		"A",
		"A 1 = 1",
		"A-B = 1",
		"UNSET = 1",
		"UNSET != 1",
		"= 1",
		"A > 1",
		"$A = 1",
	],
	...["A = 1 # not a remark", "A ! = 1", "A\\t=\\t1", "B = x\\ny"],
];
const condition = fc.oneof(
	{ weight: 6, arbitrary: fc.constantFrom("A = 1", "A != 2", "B = x", "B != x", "A = 2").map((text) => `"${text}"`) },
	{ weight: 2, arbitrary: fc.constantFrom(...conditions).map((text) => `"${text}"`) },
	{ weight: 1, arbitrary: fc.constantFrom(...scalars) },
);
const when = fc.oneof(
	condition,
	fc.array(condition, { maxLength: 3 }).map((list) => `[${list.join(", ")}]`),
);
const architecture = fc.oneof(
	fc.constantFrom("amd64", "arm64", "'amd64,arm64'", "'arm64, amd64'", "'arm64,amd64,'", "AMD64", "x86_64"),
	fc.constantFrom(...scalars),
	fc.constantFrom("[amd64]", "[arm64, amd64]"),
);
const flag = fc.constantFrom("true", "True", "false", "~", "''", "yes");
const entry = fc
	.record(
		{
			phase: fc.oneof(
				{ weight: 4, arbitrary: fc.constantFrom("install.d", "pre-install.d", "post-install.d") },
				{ weight: 1, arbitrary: fc.constantFrom("finalise.d", "install", "", "~", "yes", "''") },
			),
			uninstall: flag,
			"build-only": flag,
			installtype: fc.oneof(fc.constantFrom("source", "package", "repo"), fc.constantFrom(...scalars)),
			arch: architecture,
			"not-arch": architecture,
			dib_python_version: fc.oneof(fc.constantFrom("2", "3", "'2'"), fc.constantFrom(...scalars)),
			when,
			unknown: fc.constant("1"),
		},
		{ requiredKeys: [] },
	)
	// Few keys at once: of many, one always filters.
	.chain((all) => fc.subarray(Object.entries(all)))
	.map((pairs) => pairs.slice(0, 3))
	.map((pairs) => `{${pairs.map(([key, value]) => `${key}: ${value}`).join(", ")}}`);
const parameters = fc.oneof(
	{ weight: 6, arbitrary: entry },
	{ weight: 2, arbitrary: fc.array(entry, { maxLength: 3 }).map((list) => `[${list.join(", ")}]`) },
	{ weight: 1, arbitrary: fc.constantFrom(...scalars) },
);
const packageName = fc.constantFrom("one", "two", "lib+x", "a.b-c", "7zip", "'on'", "ünï");
const yamlFile = fc
	.array(fc.tuple(packageName, parameters), { maxLength: 5 })
	.map((lines) => lines.map(([name, value]) => `${name}: ${value}\n`).join(""));
const oddFile = fc.constantFrom(
	"",
	"# nothing\n",
	"[]",
	"a: b: c",
	"- one\n- two\n",
	"one",
	"{}",
	"null\n",
	"---\none:\n",
);
const jsonFile = fc.constantFrom(
	'{"one": {}}',
	'{"one": null, "two": {"uninstall": true}}',
	'{"one": {"phase": "pre-install.d", "phase": "install.d"}}',
	'{"one": [{"build-only": false}, {"when": ["A = 1", "B = x"]}]}',
	'{"one": "", "two": [], "three": 0}',
);
const file = fc.oneof(
	{ weight: 12, arbitrary: yamlFile },
	{ weight: 1, arbitrary: oddFile },
	{ weight: 2, arbitrary: jsonFile },
);
const files = fc.record({ "package-installs.yaml": file, "package-installs.json": file }, { requiredKeys: [] });
const aCase: fc.Arbitrary<Case> = fc.record({
	path: fc.array(
		fc.array(fc.tuple(fc.constantFrom(...ELEMENTS), files), { maxLength: 2 }).map((pairs) => Object.fromEntries(pairs)),
		{ minLength: 1, maxLength: 2 },
	),
	elements: fc.shuffledSubarray([...ELEMENTS], { minLength: 1 }),
	env: fc.record(
		{
			ARCH: fc.constantFrom("amd64", "arm64"),
			A: fc.constantFrom("1", "2", "1 "),
			B: fc.constantFrom("x", "x y", ""),
			EMPTY: fc.constant(""),
			DIB_PYTHON_VERSION: fc.constantFrom("2", "3", ""),
			DIB_DEFAULT_INSTALLTYPE: fc.constantFrom("source", "package", ""),
			DIB_INSTALLTYPE_be_ta: fc.constantFrom("package", "repo"),
			DIB_INSTALLTYPE_gam_ma: fc.constant("package"),
		},
		{ requiredKeys: ["ARCH", "A", "B"] },
	),
});

test(`an installed diskimage-builder merges random package lists in the same way (seed ${SEED})`, () => {
	const cases = fc.sample(aCase, { seed: SEED, numRuns: CASES });
	const answers = JSON.parse(
		execFileSync("/usr/bin/python3", ["-B", join(import.meta.dirname, "squash-upstream.py")], {
			input: JSON.stringify(cases),
			encoding: "utf8",
			maxBuffer: 1 << 26,
		}),
	) as Answer[];
	const wrong: unknown[] = [];
	const counts = { merged: 0, failed: 0 };
	for (const [index, one] of cases.entries()) {
		const wanted = answers[index] as Answer;
		const ours = mergeHere(one);
		counts[wanted.ok ? "merged" : "failed"] += 1;
		if (!agree(ours, wanted)) wrong.push({ ...one, wanted: JSON.stringify(wanted), ours: JSON.stringify(ours) });
	}
	console.log(`random package lists: ${cases.length - wrong.length} of ${cases.length} as upstream`, counts);
	expect(counts.merged).toBeGreaterThan(300);
	expect(counts.failed).toBeGreaterThan(300);
	expect(wrong.slice(0, 3)).toEqual([]);
});

function mergeHere({ path, elements, env }: Case): PackagePlan | string {
	const found: PackageFile[] = elements.flatMap((element) =>
		path.flatMap((folder) =>
			["package-installs.json", "package-installs.yaml"].flatMap((name) => {
				const text = folder[element]?.[name];
				return text === undefined ? [] : [{ element, file: `${element}/${name}`, text }];
			}),
		),
	);
	try {
		return squashPackages(found, env);
	} catch (error) {
		return (error as Error).message;
	}
}

/** What DIB itself says must be said here too; what ends in one of its tracebacks must fail here with a message. */
function agree(ours: PackagePlan | string, wanted: Answer): boolean {
	if (wanted.ok)
		return typeof ours !== "string" && JSON.stringify(normal(ours)) === JSON.stringify(normal(wanted.result));
	if (typeof ours !== "string") return false;
	return wanted.error === "exit" || wanted.error === "RuntimeError" ? ours === wanted.message : true;
}

/** A missing list and an empty list mean the same, and so do phases without any. */
function normal(plan: Partial<PackagePlan>): unknown {
	return Object.entries(plan)
		.map(([phase, lists]) => [phase, lists?.install ?? [], lists?.uninstall ?? []] as const)
		.filter(([, install, uninstall]) => install.length + uninstall.length > 0)
		.sort(([a], [b]) => (a < b ? -1 : 1));
}
