import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { observability } from "../../support/observability.js";
import { runSandboxed } from "../../support/sandboxed.js";

/** What is mounted in it is gone with the script's namespace. */
function folderOf(prefix: string): string {
	const folder = mkdtempSync(prefix);
	onTestFinished(() => rmSync(folder, { recursive: true }));
	return folder;
}

const { works, why } = await observability();

test.skipIf(!works)(`what hooks read and change outside the tree is seen${why}`, () => {
	const said = runSandboxed(join(import.meta.dirname, "observer.script.ts"), [folderOf("/tmp/observer-")]);
	expect(said).toContain("queue overflowed: true");
	expect(said).toContain("observer holds");
});

test.skipIf(!works)(`all that strace sees hooks open is seen${why}`, () => {
	const said = runSandboxed(join(import.meta.dirname, "strace.script.ts"), [folderOf("/var/tmp/strace-")]);
	expect(Number(/compared: (\d+)/.exec(said)?.[1])).toBeGreaterThan(100);
});
