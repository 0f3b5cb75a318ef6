import { join } from "node:path";
import { expect, test } from "vitest";
import { observability } from "../../support/observability.js";
import { runSandboxed } from "../../support/sandboxed.js";

const { works, why } = await observability();

test.skipIf(!works)(`what hooks read and change outside the tree is seen${why}`, () => {
	const said = runSandboxed(join(import.meta.dirname, "observer.script.ts"));
	expect(said).toContain("queue overflowed: true");
	expect(said).toContain("observer holds");
});

test.skipIf(!works)(`all that strace sees hooks open is seen${why}`, () => {
	const said = runSandboxed(join(import.meta.dirname, "strace.script.ts"));
	expect(Number(/compared: (\d+)/.exec(said)?.[1])).toBeGreaterThan(100);
});
