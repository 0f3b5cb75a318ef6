import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { keepDraft, removeRun, reportRun } from "../../../src/runs/list/run-report.js";
import { openRun } from "../../../src/runs/runs.js";
import { temporaryFolder } from "../../support/elements.js";
import { runSummary } from "../../support/reports.js";

const OLD = "260101-100000-aa";
const FAILED = "260101-110000-aa";
const NEW = "260101-120000-aa";

function makeRun(folder: string, id: string, version: string, change: Parameters<typeof runSummary>[0] = {}) {
	const run = openRun(folder, id);
	mkdirSync(run.folder, { recursive: true });
	writeFileSync(join(run.folder, "lock"), "");
	writeFileSync(join(run.folder, "summary.json"), JSON.stringify(runSummary(change)));
	writeFileSync(join(run.folder, "plan.json"), JSON.stringify({ imageName: "web" }));
	const packages = [{ name: "apt", version, architecture: "amd64" }];
	writeFileSync(join(run.folder, "manifest.json"), JSON.stringify({ packages }));
	return run;
}

describe("the report of a run", () => {
	test("compares it with the last successful one before it, of the same profile", async () => {
		const folder = temporaryFolder();
		makeRun(folder, OLD, "1");
		makeRun(folder, FAILED, "2", { outcome: "failed" });
		makeRun(folder, "260101-113000-aa", "9", { profile: "other" });
		makeRun(folder, NEW, "3");
		const report = await reportRun(folder, NEW);
		expect(report).toMatchObject({ id: NEW, packages: [{ version: "3" }], plan: { imageName: "web" } });
		expect(report?.before).toMatchObject({ id: OLD, packages: [{ version: "1" }] });
		expect(await reportRun(folder, OLD)).not.toHaveProperty("before");
	});

	test("holds what it was started from, but for the values of secrets", async () => {
		const folder = temporaryFolder();
		const run = makeRun(folder, NEW, "1");
		const draft = { profile: { version: 1 as const, elements: ["vm"] }, file: "/p/web.yaml" };
		await keepDraft(run, { ...draft, secrets: { DIB_PASSWORD: "hunter2" } });
		expect((await reportRun(folder, NEW))?.draft).toEqual(draft);
		expect(readFileSync(join(run.folder, "draft.json"), "utf8")).not.toContain("hunter2");
	});

	test("is made of what is left when files are gone or damaged", async () => {
		const folder = temporaryFolder();
		const run = makeRun(folder, NEW, "1");
		writeFileSync(join(run.folder, "plan.json"), "{");
		writeFileSync(join(run.folder, "manifest.json"), "");
		const report = await reportRun(folder, NEW);
		expect(report).toMatchObject({ id: NEW, folder: run.folder });
		expect(Object.keys(report ?? {})).not.toContain("plan");
		expect(await reportRun(folder, "260101-000000-aa")).toBeUndefined();
	});

	test("a run that goes on is never deleted; one that has ended is, with its folder", async () => {
		const folder = temporaryFolder();
		const run = makeRun(folder, NEW, "1");
		const builder = spawn("flock", [join(run.folder, "lock"), "sh", "-c", "echo; read -r _"], {
			stdio: ["pipe", "pipe", "ignore"],
		});
		try {
			await once(builder.stdout, "data");
			await expect(removeRun(run)).rejects.toMatchObject({ code: "run-running" });
			expect(existsSync(run.folder)).toBe(true);
		} finally {
			builder.stdin.end();
			await once(builder, "exit");
		}
		await removeRun(run);
		expect(existsSync(run.folder)).toBe(false);
	});
});
