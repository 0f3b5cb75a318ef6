import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { dibReporters } from "../../../src/cli/build/reporters.js";
import type { CliContext } from "../../../src/cli/entry/context.js";
import { parseDibArguments } from "../../../src/core/dib/parse-arguments.js";
import type { EventBody } from "../../../src/core/run/events.js";
import { temporaryFolder } from "../../support/elements.js";

/** What disk-image-create with these arguments prints for a build that logs one line. */
function show(argv: string[], env: Record<string, string>, outcome: "ok" | "failed" = "ok") {
	const cwd = temporaryFolder();
	const stdout = new PassThrough();
	const stderr = new PassThrough();
	const request = parseDibArguments("disk-image-create", ["vm", ...argv], { HOME: cwd, ...env }, cwd);
	if (request.kind !== "build") throw new Error("not a build");
	const reporters = dibReporters(request, ["hello"], { cwd, stdout, stderr } as unknown as CliContext);
	const error = { code: "x", message: "it broke", next: [], exitCode: 1 };
	const bodies: EventBody[] = [
		{ type: "log", task: "install/10-x", first: 1, lines: ["a line"] },
		{ type: "build.finished", outcome, ms: 1, exitCode: 0, ...(outcome === "failed" ? { error } : {}) },
	];
	for (const [seq, body] of bodies.entries()) for (const one of reporters) one.event({ seq, at: 0, ...body });
	const text = (stream: PassThrough) => String(stream.read() ?? "");
	return { stdout: text(stdout), stderr: text(stderr), log: (name: string) => readFileSync(join(cwd, name), "utf8") };
}

const STAMP = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \| /;

describe("the log of disk-image-create (contract §2.9)", () => {
	test("timestamps unless DIB_NO_TIMESTAMP", () => {
		const stamped = show([], {}).stdout.trimEnd().split("\n");
		for (const line of stamped) expect(line).toMatch(STAMP);
		expect(stamped.at(-1)).toContain("Build completed successfully");
		expect(show([], { DIB_NO_TIMESTAMP: "1" }).stdout).toContain("hello\na line\n");
	});

	test("the lines of DIB's runner: every hook, and a table of their seconds after the phase (contract §6.5, §6.6)", () => {
		const stdout = new PassThrough();
		const request = parseDibArguments("disk-image-create", ["vm"], { HOME: "/", DIB_NO_TIMESTAMP: "1" }, "/");
		if (request.kind !== "build") throw new Error("not a build");
		const [reporter] = dibReporters(request, [], { cwd: "/", stdout, stderr: stdout } as unknown as CliContext);
		const run = (task: string, ms: number, argv?: string[]): EventBody[] => [
			{
				type: "task.started",
				...{ task, stage: "install", title: task, where: "chroot", logFile: "x", attempt: 1 },
				...(argv ? { argv } : {}),
			},
			{ type: "task.finished", task, ms, outcome: "ok", lines: 0 },
		];
		const hook = (name: string, ms: number) => run(`install/${name}`, ms, [`/tmp/in_target.d/install.d/${name}`]);
		const finished = (stage: "install" | "output") =>
			({ type: "stage.finished", stage, outcome: "ok", ms: 0 }) satisfies EventBody;
		const bodies = [
			...[run("install/environment", 5), hook("9-late", 12_345), hook("10-x", 4)].flat(),
			...run("install/extra-packages", 6, ["install-packages", "a"]),
			finished("install"),
			...run("output/seal", 1),
			finished("output"),
		];
		for (const [seq, body] of bodies.entries()) reporter?.event({ seq, at: 0, ...body });
		const lines = String(stdout.read()).trimEnd().split("\n");
		expect(lines.filter((line) => !line.includes("--"))).toEqual([
			"dib-run-parts Running /tmp/in_target.d/install.d/9-late",
			"dib-run-parts 9-late completed",
			"dib-run-parts Running /tmp/in_target.d/install.d/10-x",
			"dib-run-parts 10-x completed",
			"dib-run-parts ",
			"dib-run-parts Target: install.d",
			"dib-run-parts ",
			"dib-run-parts Script                                     Seconds",
			"dib-run-parts ",
			"dib-run-parts 10-x                                          0.004",
			"dib-run-parts 9-late                                       12.345",
			"dib-run-parts ",
		]);
	});

	test("DIB_QUIET and DIB_NO_TIMESTAMP are numbers: only one is a yes", () => {
		for (const DIB_QUIET of ["1", "01"]) expect(show([], { DIB_QUIET }).stdout).toBe("");
		for (const DIB_QUIET of ["0", "2", "yes", ""]) expect(show([], { DIB_QUIET }).stdout).toContain("hello");
		expect(show([], { DIB_NO_TIMESTAMP: "01" }).stdout).toContain("hello\na line\n");
		expect(show([], { DIB_NO_TIMESTAMP: "yes" }).stdout).toMatch(STAMP);
	});

	test("an empty --logfile is none", () => {
		expect(show(["--logfile", ""], {}).stdout).toMatch(STAMP);
	});

	test("a log file silences standard output but for its first line, and always has timestamps", () => {
		const shown = show(["--logfile", "f.log"], { DIB_NO_TIMESTAMP: "1" });
		expect(shown.stdout).toBe("Output logs going to: f.log\n");
		expect(shown.log("f.log")).toMatch(STAMP);
		expect(shown.log("f.log")).toContain("a line\n");
	});

	test("DIB_QUIET decides against that", () => {
		expect(show(["--logfile", "f.log"], { DIB_QUIET: "0" }).stdout).toContain("a line");
		expect(show([], { DIB_QUIET: "1" }).stdout).toBe("");
	});

	test("failures are told even when all else is quiet", () => {
		expect(show([], { DIB_QUIET: "1" }, "failed").stderr).toContain("it broke");
		expect(show(["--progress", "quiet"], {}, "failed")).toMatchObject({ stdout: "", stderr: "error: it broke\n" });
	});

	test("--progress ndjson", () => {
		const { stdout } = show(["--progress", "ndjson"], {});
		expect(
			stdout
				.trimEnd()
				.split("\n")
				.map((line) => JSON.parse(line).type),
		).toEqual(["log", "build.finished"]);
	});

	test("what cannot be", () => {
		expect(() => show(["--logfile", "no/such/f.log"], {})).toThrow("log file cannot be written");
		expect(() => show(["--progress", "loud"], {})).toThrow("--progress is 'loud'");
	});
});
