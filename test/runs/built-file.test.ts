import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { callersKey, newestBuiltRecord, writeBuiltRecord } from "../../src/runs/built-file.js";

const OWNER = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
const record = (made: number) => ({
	...{ made, until: made + 1, inputs: [], files: {}, callersFolders: [], host: [], packages: [], outputs: [] },
});

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "built-"));
	mkdirSync(join(folder, "runs"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (id: string): string => {
	mkdirSync(join(folder, "runs", id), { recursive: true });
	return join(folder, "runs", id);
};

test("the newest record of an image is found among those of others and runs without one; a damaged one is none", async () => {
	const runs = join(folder, "runs");
	expect(await newestBuiltRecord(runs, "/work/a")).toBeUndefined();
	writeBuiltRecord(run("261130-010000-aa"), "/work/a", OWNER, record(1));
	writeBuiltRecord(run("261130-020000-aa"), "/work/a", OWNER, record(2));
	writeBuiltRecord(run("261130-030000-aa"), "/work/b", OWNER, record(3));
	run("261130-040000-aa");
	expect(await newestBuiltRecord(runs, "/work/a")).toMatchObject({ run: "261130-020000-aa", record: { made: 2 } });
	const newest = run("261130-050000-aa");
	writeBuiltRecord(newest, "/work/a", OWNER, record(5));
	const [name = ""] = readdirSync(newest);
	expect(statSync(join(newest, name)).mode & 0o777).toBe(0o600);
	writeFileSync(join(newest, name), "{");
	expect(await newestBuiltRecord(runs, "/work/a")).toBeUndefined();
});

test("the caller's key is made once and readable by nobody else", () => {
	const key = callersKey(join(folder, "runs"));
	expect(Buffer.from(callersKey(join(folder, "runs")))).toEqual(Buffer.from(key));
	expect(statSync(join(folder, "inputs.key")).mode & 0o777).toBe(0o600);
	expect(readFileSync(join(folder, "inputs.key"))).toHaveLength(32);
	writeFileSync(join(folder, "inputs.key"), "short");
	expect(() => callersKey(join(folder, "runs"))).toThrow("damaged");
});
