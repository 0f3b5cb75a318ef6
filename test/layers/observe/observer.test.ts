import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { observability } from "../../support/observability.js";
import { runSandboxed } from "../../support/sandboxed.js";

/** The elements of diskimage-builder, where it is installed. */
const DIB = "/usr/lib/python3/dist-packages/diskimage_builder/elements";

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

test.skipIf(!works)(`what is opened in an image is seen, by whatever mount${why}`, () => {
	const said = runSandboxed(join(import.meta.dirname, "image-watch.script.ts"), [folderOf("/tmp/image-watch-")]);
	expect(said).toContain("image watch holds");
});

test.skipIf(!works)(`all that strace sees hooks open is seen${why}`, () => {
	const said = runSandboxed(join(import.meta.dirname, "strace.script.ts"), [folderOf("/var/tmp/strace-")]);
	expect(Number(/compared: (\d+)/.exec(said)?.[1])).toBeGreaterThan(100);
});

test.skipIf(!works)(
	`all that strace sees hooks of root.d look for counts, ours and DIB's${why}`,
	() => {
		const collections = existsSync(DIB) ? [DIB] : [];
		const script = join(import.meta.dirname, "lookups.script.ts");
		const said = runSandboxed(script, [folderOf("/var/tmp/lookups-"), ...collections]);
		expect(Number(/hooks: (\d+)/.exec(said)?.[1])).toBeGreaterThanOrEqual(collections.length > 0 ? 30 : 10);
		expect(Number(/compared: (\d+)/.exec(said)?.[1])).toBeGreaterThan(500);
	},
	300_000,
);
