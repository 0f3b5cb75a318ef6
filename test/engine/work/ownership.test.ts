import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { BuildOrder } from "../../../src/core/planning/plan.js";
import { restoreOwnership } from "../../../src/engine/work/ownership.js";

test.skipIf(process.getuid?.() !== 0)("what hooks left becomes the caller's, but not the files of a tree", async () => {
	const folder = mkdtempSync("/tmp/ownership-");
	onTestFinished(() => rmSync(folder, { recursive: true }));
	for (const name of ["cache", "locks", "image.dir", "image.d"]) mkdirSync(join(folder, name));
	for (const name of ["cache/file", "image.vmlinuz", "image.d/manifest", "image.dir/passwd", "other"])
		writeFileSync(join(folder, name), "");
	const settings = { directory: folder, imageCache: join(folder, "cache"), lockFiles: join(folder, "locks") };
	const order = { plan: { settings, imageName: "image" }, caller: { uid: 1234, gid: 1234, umask: 0o22 } };
	await restoreOwnership(order as unknown as BuildOrder);
	const owners = ["cache/file", "image.vmlinuz", "image.d/manifest", "image.dir/passwd", "other"].map(
		(name) => statSync(join(folder, name)).uid,
	);
	expect(owners).toEqual([1234, 1234, 1234, 0, 0]);
});
