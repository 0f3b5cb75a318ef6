import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readTree } from "./read-tree.js";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync("/var/tmp/read-tree-");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const shell = (script: string) => execFileSync("bash", ["-euc", script], { cwd: folder });

test("kinds, modes, owners, targets, devices, hard links and attributes are read, of every name", () => {
	shell(`mkdir -m 2750 d; echo a >d/one; ln d/one d/two; ln -s one d/link; mknod d/null c 1 3; mkfifo d/pipe
		chown 12:34 d/one; setfattr -n user.note -v x d/one; echo b >$'d/caf\\351'; echo b >$'d/new\\nline'`);
	const tree = readTree(folder);
	expect([...tree.keys()].filter((path) => path.startsWith("/d/")).sort()).toEqual([
		"/d/caf\ufffd",
		"/d/link",
		"/d/new\nline",
		"/d/null",
		"/d/one",
		"/d/pipe",
		"/d/two",
	]);
	expect(tree.get("/d")).toMatchObject({ type: "folder", mode: "2750", owner: "0:0" });
	expect(tree.get("/d/one")).toMatchObject({ type: "file", owner: "12:34", attributes: "user.note=0x78" });
	expect(tree.get("/d/two")).toMatchObject({ "hard link to": "/d/one" });
	expect(tree.get("/d/link")).toMatchObject({ type: "link", target: "one" });
	expect(tree.get("/d/null")).toMatchObject({ type: "character device", device: "103" });
	expect(tree.get("/d/pipe")).toMatchObject({ type: "pipe" });
});

test("contents are told apart; UUIDs of a boot menu count by their order only", () => {
	shell(`mkdir -p a b; echo 1 >a/f; echo 2 >b/f
		for n in a b; do for i in 1 2 1; do echo "search $n$n$n$n$n$n$n$n-0000-0000-0000-00000000000$i"; done >$n/grub.cfg; done`);
	const tree = readTree(folder);
	expect(tree.get("/a/f")?.content).not.toBe(tree.get("/b/f")?.content);
	expect(tree.get("/a/grub.cfg")?.content).toBe(tree.get("/b/grub.cfg")?.content);
});
