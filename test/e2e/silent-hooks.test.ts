import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isWorking, type Work, workBetween } from "../../src/core/run/work.js";
import { askStatus } from "../../src/runs/run-control.js";
import { openRun } from "../../src/runs/runs.js";
import { openWorkshop, type Workshop } from "../support/tiny-build.js";

const SAMPLE_MS = 500;

let workshop: Workshop;
beforeEach(() => {
	workshop = openWorkshop();
});
afterEach(() => workshop.remove());

test("of hooks that say nothing, the one that computes and the one that copies work, the one that sleeps and the one that polls do not", async () => {
	const hook = (name: string, text: string) => workshop.element(`mine/install.d/${name}`, `#!/bin/bash\n${text}\n`);
	hook("10-computes", "end=$((SECONDS + 5)); while [ $SECONDS -lt $end ]; do :; done");
	hook("20-copies", "for part in 1 2 3 4 5; do head -c 300000 /dev/zero >/part; sleep 1; done");
	hook("30-sleeps", "sleep 5");
	hook("40-polls", "for part in 1 2 3 4 5; do sleep 1; done");
	const [node = "", ...args] = workshop.buildArgv(["mine"]);
	const builds = spawn(node, args, { cwd: workshop.folder, env: workshop.env, stdio: "ignore" });
	let over = false;
	const ended = once(builds, "exit").then(([code]) => {
		over = true;
		return code;
	});
	const works = new Map<string, Work[]>();
	let before: Awaited<ReturnType<typeof askStatus>> | undefined;
	for (; !over; await delay(SAMPLE_MS)) {
		const now = await statusOf(join(workshop.folder, "state/diskwright/runs"));
		if (now?.task && now.task === before?.task && now.work && before.work) {
			const work = workBetween(before.work, now.work, (now.at ?? 0) - (before.at ?? 0));
			if (work) works.set(now.task, [...(works.get(now.task) ?? []), work]);
		}
		before = now;
	}
	expect(await ended).toBe(0);
	/** Shares of the samples of a hook in which it worked. */
	const share = (name: string) => {
		const samples = works.get(`install/${name}`) ?? [];
		expect(samples.length, name).toBeGreaterThan(2);
		return samples.filter(isWorking).length / samples.length;
	};
	expect(share("10-computes")).toBe(1);
	expect(share("20-copies")).toBeGreaterThanOrEqual(0.4);
	// To start and to end takes a moment too.
	expect(share("30-sleeps")).toBeLessThanOrEqual(0.3);
	expect(share("40-polls")).toBeLessThanOrEqual(0.3);
});

/** What the only build of a folder answers; undefined before it does, and after it. */
async function statusOf(runs: string) {
	try {
		const [id = ""] = readdirSync(runs);
		return await askStatus(openRun(runs, id));
	} catch {
		return undefined;
	}
}
