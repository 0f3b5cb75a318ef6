import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");

/** Names of files in the folder of a run that a program says, without its comments. */
const runFiles = (text: string) =>
	Array.from(
		text.replace(/\/\*\*.*?\*\//gs, "").matchAll(/["'`/](plan\.json|summary\.json|draft\.json|events\.ndjson)["'`]/g),
		([, name]) => name,
	);

test("the files of a run's folder have their names in src/runs only", () => {
	const files = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
		.filter((name) => /\.tsx?$/.test(name))
		.map((name) => [name, runFiles(readFileSync(join(ROOT, "src", name), "utf8"))] as const)
		.filter(([, names]) => names.length > 0);
	const [inside, outside] = [
		files.filter(([name]) => name.startsWith("runs/")),
		files.filter(([name]) => !name.startsWith("runs/")),
	];
	expect(new Set(inside.flatMap(([, names]) => names)).size).toBe(4);
	expect(outside).toEqual([]);
});

test("the check sees a name in any quotes, and not in a sentence", () => {
	expect(runFiles('join(run.folder, "plan.json")')).toEqual(["plan.json"]);
	expect(runFiles("`${folder}/events.ndjson`")).toEqual(["events.ndjson"]);
	expect(runFiles("/** What stands in `summary.json` of a run. */")).toEqual([]);
});
