import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type GoldenElement, makeElement } from "../../support/corpus.js";
import { golden, hasGolden } from "../../support/golden.js";

const PROGRAM = resolve(import.meta.dirname, "../../../src/engine/hook-library/dib-run-parts");

function folder(): string {
	const path = mkdtempSync(join(tmpdir(), "run-parts-"));
	onTestFinished(() => rmSync(path, { recursive: true, force: true }));
	return path;
}

function script(path: string, body: string, mode = 0o755): void {
	mkdirSync(join(path, ".."), { recursive: true });
	writeFileSync(path, `#!/bin/bash\n${body}\n`, { mode });
}

function run(args: readonly string[], env: Record<string, string> = {}) {
	const { status, stdout, stderr } = spawnSync(PROGRAM, args, {
		encoding: "utf8",
		env: { PATH: process.env.PATH, ...env },
	});
	return { status, stdout, stderr };
}

test("it runs the scripts by number and passes on what the snippets export", () => {
	const root = folder();
	script(join(root, "x.d/10-second"), "echo second $A");
	script(join(root, "x.d/9-first"), "echo first $A");
	script(join(root, "x.d/11-not-executable"), "echo never", 0o644);
	script(join(root, "x.d/12-dot.sh"), "echo never");
	script(join(root, "environment.d/10-a"), "export A=one", 0o644);
	script(join(root, "environment.d/9-a"), "export A=last", 0o644);
	const { status, stdout, stderr } = run([join(root, "x.d")], { DIB_DEBUG_TRACE: "1" });
	expect({ status, stdout }).toEqual({ status: 0, stdout: "first last\nsecond last\n" });
	expect(stderr).toContain("dib-run-parts Ignoring non-executable files: 11-not-executable");
	expect(stderr).toContain("dib-run-parts Ignoring non-conforming filenames: 12-dot.sh");
	const table = stderr.slice(stderr.indexOf("dib-run-parts ---"));
	expect(table.replaceAll(/\d\.\d{3}/g, "s.sss").split("\n")).toEqual([
		"dib-run-parts ----------------------- PROFILING -----------------------",
		"dib-run-parts ",
		"dib-run-parts Target: x.d",
		"dib-run-parts ",
		"dib-run-parts Script                                     Seconds",
		"dib-run-parts ---------------------------------------  ----------",
		"dib-run-parts ",
		"dib-run-parts 10-second                                     s.sss",
		"dib-run-parts 9-first                                       s.sss",
		"dib-run-parts ",
		"dib-run-parts --------------------- END PROFILING ---------------------",
		"",
	]);
});

test("a snippet may read standard input, has no arguments, and keeps what it declares", () => {
	const root = folder();
	script(join(root, "x.d/10-a"), 'echo "${A-none} $B $NEXT"');
	script(join(root, "environment.d/10-a"), "cat >/dev/null\ndeclare -x A=1\nexport B=$#", 0o644);
	script(join(root, "environment.d/20-b"), "export NEXT=here", 0o644);
	expect(run([join(root, "x.d")])).toMatchObject({ status: 0, stdout: "none 0 here\n" });
});

test("--list names the scripts and runs nothing", () => {
	const root = folder();
	script(join(root, "x.d/20-b"), "echo never");
	script(join(root, "x.d/3-a"), "echo never");
	script(join(root, "environment.d/1-a"), "exit 9");
	expect(run(["--list", join(root, "x.d")])).toEqual({
		status: 0,
		stdout: `${join(root, "x.d")}/3-a\n${join(root, "x.d")}/20-b\n`,
		stderr: "",
	});
	mkdirSync(join(root, "empty"));
	expect(run(["--list", join(root, "empty")]).status).toBe(0);
});

test("a snippet that exits ends the phase, one with set +e makes it go on after failures", () => {
	const root = folder();
	script(join(root, "x.d/1-fails"), "exit 3");
	script(join(root, "x.d/2-next"), "echo next");
	expect(run([join(root, "x.d")])).toMatchObject({ status: 3, stdout: "" });
	script(join(root, "environment.d/1"), "set +e");
	expect(run([join(root, "x.d")])).toMatchObject({ status: 0, stdout: "next\n" });
	script(join(root, "environment.d/2"), "exit 7");
	expect(run([join(root, "x.d")])).toMatchObject({ status: 7, stdout: "" });
});

describe.skipIf(!hasGolden)("golden data", () => {
	test("run-parts.json", () => {
		const records =
			golden<{ id: string; entries: Record<string, never>; run: string[]; RUN_PARTS_REGEX?: string }[]>(
				"hooks/run-parts.json",
			);
		const root = folder();
		const wrong: unknown[] = [];
		for (const { id, entries, run: wanted, RUN_PARTS_REGEX } of records) {
			makeElement(join(root, id), { files: { "target-file": "-" }, dirs: { "x.d": entries } } as GoldenElement);
			const directory = join(root, id, "x.d");
			const { stdout } = run(["--list", directory], RUN_PARTS_REGEX ? { RUN_PARTS_REGEX } : {});
			const got = stdout
				.split("\n")
				.slice(0, -1)
				.map((line) => line.slice(directory.length + 1));
			if (String(got) !== String(wanted)) wrong.push({ id, got, wanted });
		}
		console.log(`hooks/run-parts.json (dib-run-parts): ${records.length - wrong.length} of ${records.length}`);
		expect(wrong).toEqual([]);
	});

	test("failures.json", () => {
		const records =
			golden<{ id: string; scripts?: Record<string, number>; started?: string[]; exit_status: number }[]>(
				"hooks/failures.json",
			);
		const root = folder();
		const wrong: unknown[] = [];
		for (const { id, scripts, started, exit_status } of records) {
			for (const [name, status] of Object.entries(scripts ?? {})) {
				script(join(root, id, "x.d", name), `echo ${name}; exit ${status}`);
			}
			const { status, stdout } = run(id === "f-no-argument" ? [] : [join(root, id, "x.d")]);
			if (status !== exit_status || stdout !== (started ?? []).map((name) => `${name}\n`).join("")) {
				wrong.push({ id, status, stdout });
			}
		}
		console.log(`hooks/failures.json: ${records.length - wrong.length} of ${records.length}`);
		expect(wrong).toEqual([]);
	});
});
