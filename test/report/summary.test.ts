import { expect, test } from "vitest";
import type { FailureDigest } from "../../src/core/events.js";
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
