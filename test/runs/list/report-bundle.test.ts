import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { BuildEvent } from "../../../src/core/run/events.js";
import { writeReportBundle } from "../../../src/runs/list/report-bundle.js";
import { openRun, type Run } from "../../../src/runs/runs.js";
import { temporaryFolder } from "../../support/elements.js";
import { runProgram } from "../../support/run-program.js";

const SECRET = "correct horse battery";
let home: string;
let run: Run;

/** A run whose plan marks DB_LOGIN as a secret, and whose log nevertheless holds its value. */
beforeEach(() => {
	home = temporaryFolder();
	run = openRun(join(home, "state/diskwright/runs"), "260101-120000-ab");
	mkdirSync(join(run.folder, "logs"), { recursive: true });
	const write = (file: string, text: string) => writeFileSync(join(run.folder, file), text);
	const environment = [
		{ name: "DB_LOGIN", secret: true, from: "profile" },
		{ name: "DIB_RELEASE", value: "trixie", secret: false, from: "flag" },
	];
	write("plan.json", JSON.stringify({ version: 1, imageName: "vm", environment }));
	const events = [
		{ seq: 0, at: 0, type: "log", task: "install/10-x", first: 1, lines: [`login ${SECRET}`, "a plain line"] },
		{ seq: 1, at: 9, type: "build.finished", outcome: "failed", ms: 9, exitCode: 1 },
	] satisfies BuildEvent[];
	write("events.ndjson", events.map((event) => `${JSON.stringify(event)}\n`).join(""));
	write("logs/001-install-10-x.log", `login ${SECRET}\nhttps://me@mirror.example/x\nAPI_TOKEN=abcdef\nbytes \xff\n`);
	write("lock", "");
});

/** Unpacks a bundle; returns how to read its files. */
function unpack(file: string) {
	const folder = join(home, "unpacked");
	mkdirSync(folder);
	execFileSync("tar", ["-xzf", file, "-C", folder]);
	const [name = ""] = readdirSync(folder);
	return { read: (path: string) => readFileSync(join(folder, name, path), "utf8"), folder };
}

describe("diskwright runs report", () => {
	test("packs plan, events, logs and facts of the host, without secrets that slipped through", async () => {
		const temporary = join(home, "tmp");
		mkdirSync(temporary);
		const { code, stdout, stderr } = await runProgram("diskwright", ["runs", "report", "-o", "report.tar.gz"], {
			cwd: home,
			env: { ...process.env, XDG_STATE_HOME: join(home, "state"), TMPDIR: temporary, DB_LOGIN: SECRET },
		});
		expect(code, stderr).toBe(0);
		expect(stdout).toContain(join(home, "report.tar.gz"));
		expect(statSync(join(home, "report.tar.gz")).mode & 0o777).toBe(0o600);
		expect(readdirSync(temporary)).toEqual([]);

		const { read, folder } = unpack(join(home, "report.tar.gz"));
		expect(spawnSync("grep", ["-r", SECRET, folder]).status, "grep finds nothing").toBe(1);
		expect(JSON.parse(read("plan.json")).environment[1]).toMatchObject({ name: "DIB_RELEASE", value: "trixie" });
		const [log, finished] = read("events.ndjson")
			.trimEnd()
			.split("\n")
			.map((line) => JSON.parse(line));
		expect(log).toMatchObject({ seq: 0, lines: ["login ***", "a plain line"] });
		expect(finished).toMatchObject({ type: "build.finished", exitCode: 1 });
		expect(read("logs/001-install-10-x.log")).toMatch(
			/^login \*\*\*\nhttps:\/\/\*\*\*@mirror.example\/x\nAPI_TOKEN=\*\*\*\n/,
		);
		const host = JSON.parse(read("host.json"));
		expect(host.findings.map((finding: { group: string }) => finding.group)).toContain("Kernel");
		expect(host.tools.tar).toMatch(/tar.* \d/);
		expect(host.kernel).toMatch(/^\d+\./);
		expect(host.operatingSystem.join()).toContain("PRETTY_NAME");
		expect(read("README")).toContain(run.id);
	});

	test("a value that only the caller knows", async () => {
		const file = join(home, "report.tar.gz");
		const { content } = await writeReportBundle(run, file, { env: {}, secrets: [SECRET], host: {} });
		expect(content).toContain(`diskwright-report-${run.id}/logs/001-install-10-x.log`);
		expect(unpack(file).read("logs/001-install-10-x.log")).toContain("login ***\n");
	});

	test("a run that died early, with half of a line", async () => {
		rmSync(join(run.folder, "plan.json"));
		writeFileSync(run.eventsFile, `${JSON.stringify({ seq: 0, at: 0, type: "stage.started", stage: "root" })}\n{"se`);
		writeFileSync(join(run.folder, "crash"), "Error: out of luck\n");
		const file = join(home, "report.tar.gz");
		await writeReportBundle(run, file, { env: {}, host: {} });
		const { read } = unpack(file);
		expect(read("events.ndjson").trimEnd().split("\n")).toHaveLength(1);
		expect(read("crash")).toBe("Error: out of luck\n");
	});

	test("an existing file stays, an unwritable one is told", async () => {
		const file = join(home, "mine");
		writeFileSync(file, "mine");
		const options = { env: {}, host: {} };
		await expect(writeReportBundle(run, file, options)).rejects.toMatchObject({ code: "report-exists" });
		expect(readFileSync(file, "utf8")).toBe("mine");
		const nowhere = writeReportBundle(run, join(home, "no/such/file"), options);
		await expect(nowhere).rejects.toMatchObject({ code: "report-unwritable", exitCode: 3 });
	});
});
