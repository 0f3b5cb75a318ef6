import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { olderCopies } from "../../../src/runs/list/run-report.js";
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
