import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { BuildEvent } from "../../../src/core/run/events.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";

let shop: Workshop;
beforeAll(() => {
	shop = openWorkshop();
	shop.element("mine/install.d/10-slow", "#!/bin/sh\nset -eu\nsleep 1\necho slow >/slow\n");
	shop.element("mine/install.d/20-quick", "#!/bin/sh\nset -eu\necho quick >/quick\n");
});
afterAll(() => shop.remove());

function tasksOfRuns(): { readonly task: string; readonly outcome: string }[] {
	const folder = join(shop.folder, "state/diskwright/runs");
	return readdirSync(folder).flatMap((run) =>
		readFileSync(join(folder, run, "events.ndjson"), "utf8")
			.trimEnd()
			.split("\n")
			.map((line) => JSON.parse(line) as BuildEvent)
			.flatMap((event) => (event.type === "task.finished" ? [{ task: event.task, outcome: event.outcome }] : [])),
	);
}

test("two profiles with the same base run each hook once between them: one waits for the layer that the other makes", async () => {
	const profile = "version: 1\nelements: [tiny-os, mine]\nskip-base: true\noutputs: [{format: tar}]\n";
	for (const name of ["web", "mail"]) shop.write(`${name}.yaml`, profile);
	const argv = ["build", "./web.yaml", "./mail.yaml", "--jobs", "2", "--layers"];
	const { code, stdout, stderr } = await shop.diskwright(argv);
	expect(code, stdout + stderr).toBe(0);
	const tasks = tasksOfRuns();
	for (const hook of ["root/10-tiny-tree", "install/10-slow", "install/20-quick"]) {
		const outcomes = tasks.filter(({ task }) => task === hook).map(({ outcome }) => outcome);
		expect(outcomes.sort(), hook).toEqual(["cached", "ok"]);
	}
	expect(tasks.filter(({ task }) => task.includes("/wait-for-")).length).toBeGreaterThan(0);
	expect(readdirSync(join(shop.folder, "home/.cache/image-create/layers/v1/claims"))).toEqual([]);
});
