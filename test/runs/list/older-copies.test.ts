import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { clipboardNote, clipboardSequence } from "../../../src/cli/terminal/clipboard.js";
import type { Plan } from "../../../src/core/planning/plan.js";
import { olderCopies, replacedFiles } from "../../../src/runs/list/older-copies.js";
import { temporaryFolder } from "../../support/elements.js";

test("older copies of an image are those with its name and a date, the newest first", () => {
	const folder = temporaryFolder();
	const names = ["web-2026.01.01-10.00.00.qcow2", "web-2026.02.01-10.00.00.qcow2"];
	const others = ["web.qcow2", "web-2.qcow2", "web-2026.01.01-10.00.00.raw", "web-2026.01.01-10.00.00.qcow2.sha256"];
	for (const name of [...names, ...others]) writeFileSync(join(folder, name), "12345");
	expect(olderCopies(join(folder, "web.qcow2"))).toEqual(
		[...names].reverse().map((name) => ({ path: join(folder, name), bytes: 5 })),
	);
	expect(olderCopies("/nowhere/at/all.qcow2")).toEqual([]);
});

test("a plan tells which images give way and are kept", () => {
	const directory = temporaryFolder();
	writeFileSync(join(directory, "web.qcow2"), "123");
	const plan = (overwriteOldImage: boolean) =>
		({
			outputs: [{ file: "web.qcow2" }, { file: "web.raw" }],
			settings: { directory, overwriteOldImage },
		}) as unknown as Plan;
	expect(replacedFiles(plan(false))).toEqual([{ file: "web.qcow2", bytes: 3 }]);
	expect(replacedFiles(plan(true))).toEqual([]);
});

test("what is copied is sent to the terminal, and what stands between is told", () => {
	expect(clipboardSequence("ü")).toBe("\u001b]52;c;w7w=\u0007");
	expect(clipboardNote({}, 10)).toContain("a terminal that forbids it says nothing");
	expect(clipboardNote({ TMUX: "/tmp/x" }, 10)).toContain("set -g set-clipboard on");
	expect(clipboardNote({ STY: "1" }, 10)).toContain("screen");
	expect(clipboardNote({ TERM: "linux" }, 10)).toContain("no clipboard");
	expect(clipboardNote({}, 80_000)).toContain("long");
});
