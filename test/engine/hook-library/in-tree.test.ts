import { execFileSync, spawnSync } from "node:child_process";
import {
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { snapshot } from "../../support/snapshot.js";

const LIBRARY = resolve(import.meta.dirname, "../../../src/engine/hook-library/in-tree");
let tree = "";

beforeEach(() => {
	tree = mkdtempSync("/tmp/in-tree-");
	for (const folder of ["usr/sbin", "etc"]) mkdirSync(join(tree, folder), { recursive: true });
	symlinkSync("usr/sbin", join(tree, "sbin"));
	symlinkSync("/usr", join(tree, "absolute"));
	symlinkSync("../../../../../etc", join(tree, "up"));
	symlinkSync("loop", join(tree, "loop"));
});
afterEach(() => rmSync(tree, { recursive: true, force: true }));

const hook = (text: string, input = "") =>
	spawnSync("bash", ["-c", `set -euo pipefail; source "$0"; ${text}`, LIBRARY, tree], { encoding: "utf8", input });

test.each([
	["etc/fstab", "/etc/fstab"],
	["/sbin/init", "/usr/sbin/init"],
	["/absolute/../etc/./x y", "/etc/x y"],
	["up/x", "/etc/x"],
	["../../..", ""],
	["", ""],
])("in_tree finds %s at %s of the tree", (path, place) => {
	expect(hook(`in_tree "$1/" '${path}'`).stdout).toBe(`${tree}${place}\n`);
});

test("in_tree ends the hook when links lead in a circle, before anything is removed by an empty name", () => {
	const { status, stdout, stderr } = hook('folder=$(in_tree "$1" loop/x); echo "rm -rf $folder"');
	expect([status, stdout]).toEqual([1, ""]);
	expect(stderr).toContain("loop/x cannot be reached in the image: its links lead in a circle");
});

test("put_in_tree makes a new file in the place of a link, a hard link or a pipe", () => {
	const probe = mkdtempSync("/tmp/probe-");
	writeFileSync(join(probe, "file"), "of the host\n");
	symlinkSync(join(probe, "file"), join(tree, "etc/link"));
	execFileSync("ln", [join(probe, "file"), join(tree, "etc/hard")]);
	execFileSync("mkfifo", [join(tree, "etc/pipe")]);
	const before = snapshot(probe);
	for (const name of ["link", "hard", "pipe", "new/folder/file"]) {
		expect(hook(`put_in_tree "$1" up/${name} 0750`, "text\n").status).toBe(0);
		expect(readFileSync(join(tree, "etc", name), "utf8")).toBe("text\n");
		expect(lstatSync(join(tree, "etc", name)).mode & 0o7777).toBe(0o750);
	}
	expect(readdirSync(join(tree, "etc")).sort()).toEqual(["hard", "link", "new", "pipe"]);
	expect(snapshot(probe)).toEqual(before);
	rmSync(probe, { recursive: true });
});
