import { once } from "node:events";
import { statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { buildSync } from "esbuild";
import { expect, test } from "vitest";
import { makeFolder } from "../../src/host/make-folder.js";
import { temporaryFolder } from "../support/elements.js";

const TRIES = 300;

test("a folder and its parents are made for their owner alone", () => {
	const folder = join(temporaryFolder(), "a/b");
	makeFolder(folder, "logs", "Set X.");
	makeFolder(folder, "logs", "Set X.");
	expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test("two who make the same folder at the same moment both have it", async () => {
	const at = temporaryFolder();
	const bundle = join(at, "make-folder.mjs");
	const source = join(import.meta.dirname, "../../src/host/make-folder.ts");
	buildSync({ entryPoints: [source], bundle: true, platform: "node", format: "esm", outfile: bundle });
	const script = `
		import { workerData } from "node:worker_threads";
		const { makeFolder } = await import(${JSON.stringify(pathToFileURL(bundle).href)});
		const met = new Int32Array(workerData.met);
		let refused = 0;
		for (let round = 1; round <= ${TRIES}; round++) {
			// Both begin a round together, without sleeping.
			Atomics.add(met, 0, 1);
			while (Atomics.load(met, 0) < 2 * round);
			try { makeFolder(workerData.at + "/" + round + "/a/b/c", "logs", "Set X."); } catch { refused++; }
		}
		process.exitCode = refused > 0 ? 1 : 0;
	`;
	const url = new URL(`data:text/javascript,${encodeURIComponent(script)}`);
	const workerData = { at, met: new SharedArrayBuffer(4) };
	const workers = [1, 2].map(() => new Worker(url, { workerData }));
	expect(await Promise.all(workers.map(async (worker) => (await once(worker, "exit"))[0]))).toEqual([0, 0]);
});
