import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { PHASES } from "../../src/core/hooks/phases.js";
import type { BuildEvent } from "../../src/core/run/events.js";
import { openWorkshop, type Workshop } from "../support/tiny-build.js";

let workshop: Workshop;
beforeEach(() => {
	workshop = openWorkshop();
});
afterEach(() => workshop.remove());

/** Stages and tasks of the only build of a folder in their order: `stage` and, below it, `id | title | where`. */
function passedThrough(): string[] {
	const runs = join(workshop.folder, "state/diskwright/runs");
	const [id = ""] = readdirSync(runs).filter((name) => !name.startsWith("."));
	const events = readFileSync(join(runs, id, "events.ndjson"), "utf8")
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line) as BuildEvent);
	return events.flatMap((event) => {
		if (event.type === "stage.started") return [event.stage];
		if (event.type === "stage.finished") return [`${event.stage} ${event.outcome}`];
		if (event.type === "task.started") return [`  ${event.task} | ${event.title} | ${event.where}`];
		return [];
	});
}

/** What a phase with one hook has. */
const phase = (name: string, hooks: string, where: string) => [
	`  ${name}/environment | environment snippets | ${where}`,
	...hooks.split(" ").map((hook) => `  ${name}/${hook} | ${hook} | ${where}`),
];

test("a build with hooks in all phases mounts the final file systems for the last ones, and passes through its steps in this order", async () => {
	for (const name of PHASES) workshop.element(`mine/${name}.d/50-mine`, "#!/bin/sh\necho mine\n");
	workshop.element("mine/environment.d/10-mine", "export MINE=1\n");
	const built = await workshop.diskImageCreate(
		["-n", "-t", "raw,tar", "-o", "image", "--image-size", "1", "-p", "one,two", "tiny-os", "says-packages", "mine"],
		{},
	);
	expect(built.code, built.stderr).toBe(0);
	expect(passedThrough()).toEqual([
		"prepare",
		"  prepare/hooks | merge the hooks of all elements | host",
		"prepare ok",
		"root",
		...phase("root", "10-tiny-tree 50-mine", "host"),
		"  root/check | check the root tree | host",
		"root ok",
		"extra-data",
		...phase("extra-data", "50-mine", "host"),
		"extra-data ok",
		"pre-install",
		...phase("pre-install", "00-says-packages 50-mine", "chroot"),
		"pre-install ok",
		"install",
		...phase("install", "50-mine", "chroot"),
		"  install/extra-packages | packages of -p: one two | chroot",
		"install ok",
		"post-install",
		...phase("post-install", "50-mine", "chroot"),
		"post-install ok",
		"post-root",
		...phase("post-root", "50-mine", "host"),
		"  post-root/take-down | unmount everything below the tree | host",
		"post-root ok",
		"block-device",
		"  block-device/size | measure the tree | host",
		...phase("block-device", "50-mine", "host"),
		"block-device ok",
		"disk",
		"  disk/create | partitions and file systems | host",
		"  disk/copy | copy the tree | host",
		"disk ok",
		"pre-finalise",
		...phase("pre-finalise", "50-mine", "host"),
		"pre-finalise ok",
		"finalise",
		...phase("finalise", "50-mine", "chroot"),
		"finalise ok",
		"cleanup",
		...phase("cleanup", "50-mine", "host"),
		"  cleanup/finalise-tree | empty /tmp and logs, put resolv.conf back | host",
		"cleanup ok",
		"output",
		"  output/tar | write image.tar | host",
		"  output/seal | trim and unmount | host",
		"  output/raw | write image.raw | host",
		"  output/publish | put the outputs in place | host",
		"output ok",
	]);
});

test("a build without late hooks fills the file systems at its end", async () => {
	const built = await workshop.build([]);
	expect(built.code, built.stderr).toBe(0);
	expect(passedThrough().filter((line) => /^ {2}(?!root\/\d)/.test(line))).toEqual([
		"  prepare/hooks | merge the hooks of all elements | host",
		"  root/environment | environment snippets | host",
		"  root/check | check the root tree | host",
		"  post-root/take-down | unmount everything below the tree | host",
		"  block-device/size | measure the tree | host",
		"  disk/lay-out | partitions and file systems | host",
		"  cleanup/finalise-tree | empty /tmp and logs, put resolv.conf back | host",
		"  output/fill | make and fill the file systems | host",
		"  output/raw | write image.raw | host",
		"  output/publish | put the outputs in place | host",
	]);
});
