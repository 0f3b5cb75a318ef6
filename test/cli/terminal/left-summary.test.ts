import { expect, test } from "vitest";
import { leftSummary } from "../../../src/cli/terminal/open-screens.js";
import { openRun } from "../../../src/runs/runs.js";
import { type PlacedRun, placeRun } from "../../pictures/recorded-runs.js";
import { temporaryFolder } from "../../support/elements.js";

async function left(record: PlacedRun["record"], until?: PlacedRun["until"]) {
	const folder = temporaryFolder();
	const { id, end } = await placeRun(folder, { record, minutesAgo: 5, ...(until === undefined ? {} : { until }) });
	const run = openRun(folder, id);
	const lines = await leftSummary(run);
	end();
	return { id, run, lines, text: lines.join("\n") };
}

test("of an image stay all files, and the lines that run and reach it, each in one piece", async () => {
	const { run, lines, text } = await left("debian-vm");
	expect(text).toContain("Build completed successfully");
	expect(text).toMatch(/^ {2}\S+\.qcow2 {2}qcow2 {2}\d+/m);
	expect(lines.filter((line) => /^ {2}run it {4}qemu-system-\S+ .*hostfwd=\S+:22$/.test(line))).toHaveLength(1);
	expect(lines.at(-1)).toBe(`  log  ${run.folder}`);
});

test("of a failure stays what failed and what to do, without lines for an image that is not there", async () => {
	const { text } = await left("web-app-fails");
	expect(text).toMatch(/^error: /m);
	expect(text).toMatch(/^ {2}→ /m);
	expect(text).toMatch(/^Build (failed|cancelled) after/m);
	expect(text).not.toContain("run it");
});

test("of a build that is held stays why, and how to get back to it; of one that goes on the way back", async () => {
	const held = await left("web-app-fails", "held");
	expect(held.text).toMatch(/^error: /m);
	expect(held.text).toContain(`the build ${held.id} is held and waits for you: diskwright runs attach ${held.id}`);
	const going = await left("debian-vm", 30_000);
	expect(going.lines[0]).toBe(`the build ${going.id} goes on: diskwright runs attach ${going.id}`);
});
