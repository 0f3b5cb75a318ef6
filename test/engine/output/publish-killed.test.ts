import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { finishPublication } from "../../../src/engine/output/publication.js";
import { temporaryFolder } from "../../support/elements.js";

const bundle = mkdtempSync(join(tmpdir(), "publish-killed-"));
const script = join(bundle, "publish.mjs");
beforeAll(() => {
	const entryPoints = [join(import.meta.dirname, "publish-killed.script.ts")];
	const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
	buildSync({ entryPoints, outfile: script, bundle: true, platform: "node", format: "esm", banner });
});
afterAll(() => rmSync(bundle, { recursive: true }));

let folder: string;
/** A folder with the images of a first build, as they were put there. */
let first: string;
beforeEach(() => {
	first = folder = temporaryFolder();
	build("first");
});

/** Another folder that is as the first one. */
function again(): void {
	folder = temporaryFolder();
	cpSync(first, folder, { recursive: true });
}

const read = (name: string) => readFileSync(join(folder, name), "utf8");
const names = (ending: RegExp) => readdirSync(folder).filter((name) => ending.test(name) && !name.startsWith("."));

/** Builds until a kill before the given step; false when all steps were done. */
function build(content: string, mode = "keep", killAt = 0): boolean {
	const { signal, status, stderr } = spawnSync(process.execPath, [script, folder, content, mode, String(killAt)]);
	if (signal !== "SIGKILL") expect(status, String(stderr)).toBe(0);
	return signal === "SIGKILL";
}

/** No manifest and no sum is beside an image that it does not describe. */
function expectNothingFalse(): void {
	for (const name of names(/\.manifest\.json$/)) {
		const base = name.slice(0, -".manifest.json".length);
		for (const format of ["raw", "tar"]) expect(read(`${base}.${format}`), name).toBe(read(name));
	}
	for (const name of names(/\.md5$/)) {
		const sum = execFileSync("md5sum", [join(folder, name.slice(0, -4))], { encoding: "utf8" }).slice(0, 32);
		expect(read(name).slice(0, 32), name).toBe(sum);
	}
}

describe.each(["keep", "overwrite"])("a build that is killed while it puts its outputs in place (%s)", (mode) => {
	test("leaves nothing false at any step, and whoever collects it ends what was begun", async () => {
		const ends = new Set<string>();
		for (let step = 1; ; step += 1) {
			again();
			if (!build("second", mode, step)) break;
			expectNothingFalse();
			const begun = existsSync(join(folder, "journal"));
			await finishPublication(join(folder, "journal"));
			expectNothingFalse();
			const now = read("image.raw");
			expect(read("image.tar"), `step ${step}`).toBe(now);
			expect(names(/^image\.(raw|tar)(\.md5)?$|^image\.manifest/), `step ${step}`).toHaveLength(5);
			expect(now).toBe(begun ? "second" : "first");
			const older = names(/^image-2026\.01\.02-03\.04\.05\./);
			expect(older, `step ${step}`).toHaveLength(begun && mode === "keep" ? 5 : 0);
			expect(existsSync(join(folder, "journal"))).toBe(false);
			ends.add(now);
		}
		expect([...ends].sort()).toEqual(["first", "second"]);
	});
});

test("what another build has put in place since is not touched", async () => {
	for (let step = 1; read("image.raw") !== "second" || read("image.tar") !== "first"; step += 1) {
		again();
		expect(build("second", "overwrite", step)).toBe(true);
	}
	writeFileSync(join(folder, "new"), "somebody's");
	execFileSync("mv", [join(folder, "new"), join(folder, "image.raw")]);
	expect(await finishPublication(join(folder, "journal"))).toBe(false);
	expect([read("image.raw"), read("image.tar")]).toEqual(["somebody's", "first"]);
	expect(existsSync(join(folder, "journal"))).toBe(false);
});

test("a journal that was not written whole is no reason to do anything", async () => {
	writeFileSync(join(folder, "journal"), '{"version":1,"aside":[');
	expect(await finishPublication(join(folder, "journal"))).toBe(false);
	expect(await finishPublication(join(folder, "none"))).toBe(false);
});
