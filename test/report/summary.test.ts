import { expect, test } from "vitest";
import type { BuildEvent, FailureDigest } from "../../src/core/run/events.js";
import { plainReporter } from "../../src/report/plain.js";
import { digestLines } from "../../src/report/summary.js";

const digest: FailureDigest = {
	task: "install/10-x",
	element: "own",
	file: "/elements/own/install.d/10-x",
	message: "the hook 10-x failed with status 1",
	exitCode: 1,
	lastLines: ["cp: No space left on device"],
	logFile: "logs/007-install-10-x.log",
	next: ["/tmp is full (100 MiB, on disk). Set TMPDIR to a folder on a larger disk."],
};

test("a digest ends with the cause and the steps: those of this build first, then what helped others", () => {
	const cause = { id: "disk-full", title: "A disk of this host is full.", cure: ["diskwright runs prune"] };
	expect(digestLines({ ...digest, cause }).slice(3)).toEqual([
		"error: the hook 10-x failed with status 1",
		"  element own",
		"  at /elements/own/install.d/10-x",
		"  log logs/007-install-10-x.log",
		"  cause: A disk of this host is full.",
		"  → /tmp is full (100 MiB, on disk). Set TMPDIR to a folder on a larger disk.",
		"  → diskwright runs prune",
	]);
});

test("a digest of an older run has no cause", () => {
	expect(digestLines(digest).slice(-2)).toEqual(["  log logs/007-install-10-x.log", `  → ${digest.next[0]}`]);
});

test("the log of a digest is the whole path where it is known", () => {
	expect(digestLines({ ...digest, logPath: "/state/run/logs/007-install-10-x.log" })).toContain(
		"  log /state/run/logs/007-install-10-x.log",
	);
});

test("a box of last lines is left out when it is empty or was asked to be", () => {
	const begins = (lines: string[]) => lines.slice(0, 2).map((line) => line.slice(0, 5));
	expect(begins(digestLines(digest))).toEqual(["─────", "cp: N"]);
	expect(begins(digestLines(digest, false))).toEqual(["─────", "error"]);
	expect(begins(digestLines({ ...digest, lastLines: [] }))).toEqual(["─────", "error"]);
});

test("a very long message is cut in the middle", () => {
	const [, , , error = ""] = digestLines({ ...digest, message: `mkfs ${"x".repeat(5000)} failed: no room` });
	expect(error.length).toBeLessThan(700);
	expect(error).toMatch(/^error: mkfs x+ \[…\] x+ failed: no room$/);
});

test("the plain log repeats the last lines only where something lies between", () => {
	const said = (between: BuildEvent[]) => {
		let text = "";
		const reporter = plainReporter({
			write(part: string) {
				text += part;
				return true;
			},
		});
		const log: BuildEvent = { seq: 1, at: 1, type: "log", task: digest.task, first: 1, lines: [...digest.lastLines] };
		const finished: BuildEvent = {
			seq: 9,
			at: 9,
			type: "build.finished",
			outcome: "failed",
			ms: 1,
			exitCode: 1,
			digest,
		};
		for (const event of [log, ...between, finished]) reporter.event(event);
		return text.split("cp: No space left on device").length - 1;
	};
	expect(said([])).toBe(1);
	expect(said([{ seq: 2, at: 2, type: "task.finished", task: digest.task, outcome: "failed", ms: 1, lines: 1 }])).toBe(
		1,
	);
	expect(said([{ seq: 2, at: 2, type: "warning", code: "x", message: "y" }])).toBe(2);
	expect(said([{ seq: 2, at: 2, type: "log", task: "other", first: 1, lines: ["z"] }])).toBe(2);
});

test("the plain log tells what layers took the place of, and sums it up", () => {
	let text = "";
	const write = (part: string) => {
		text += part;
		return true;
	};
	const reporter = plainReporter({ write });
	const started = { stage: "install", where: "chroot", logFile: "logs/x", attempt: 1 } as const;
	const events: BuildEvent[] = [
		{ seq: 0, at: 0, type: "task.started", task: "install/10-x", title: "10-x", ...started },
		{ seq: 1, at: 0, type: "task.finished", task: "install/10-x", outcome: "cached", ms: 0, lines: 1 },
		{ seq: 2, at: 0, type: "task.started", task: "install/20-y", title: "20-y", ...started, cause: "hook: a → b" },
		{ seq: 3, at: 900, type: "task.finished", task: "install/20-y", outcome: "ok", ms: 900, lines: 0 },
		{ seq: 4, at: 1000, type: "build.finished", outcome: "ok", ms: 1000, exitCode: 0 },
	];
	for (const event of events) reporter.event(event);
	expect(text.split("\n").slice(1)).toEqual([
		"#1 cached",
		"#2 install: 20-y",
		"#2 runs because: hook: a → b",
		"#2 done 0.9s",
		"Build completed successfully after 1.0s",
		"  1 hook taken from layers, 1 ran",
		"",
	]);
});
