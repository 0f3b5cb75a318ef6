import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readArchive } from "../../../src/cli/reproducible/read-archive.js";
import { tarArgv } from "../../../src/engine/output/formats/tar.js";

let folder = "";
beforeEach(() => {
	folder = mkdtempSync("/tmp/diskwright-archive-");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("an archive of a tree is read as it was written: long names, links, times, contents of any length", async () => {
	const tree = join(folder, "tree");
	const long = `deep/${"folder-with-a-long-name/".repeat(6)}ünïcode`;
	mkdirSync(join(tree, long), { recursive: true });
	const big = Buffer.alloc(3_000_001, "x");
	writeFileSync(join(tree, long, "big"), big);
	writeFileSync(join(tree, "a"), "one");
	chmodSync(join(tree, "a"), 0o4751);
	utimesSync(join(tree, "a"), 1_600_000_000, 1_600_000_000.5);
	linkSync(join(tree, "a"), join(tree, "b"));
	symlinkSync("../somewhere", join(tree, "c"));
	execFileSync("tar", tarArgv(join(folder, "tree.tar"), tree).slice(1));
	const members = await readArchive(join(folder, "tree.tar"));
	const found = new Map(members.map((member) => [member.path, member]));
	expect(members.map(({ path, kind }) => `${kind} ${path}`).slice(0, 4)).toEqual(["5 ", "0 a", "1 b", "2 c"]);
	expect(found.get("a")).toMatchObject({ mode: 0o4751, bytes: 3, time: "1600000000.5" });
	expect(found.get("b")).toMatchObject({ link: "./a", bytes: 0 });
	expect(found.get("c")).toMatchObject({ link: "../somewhere" });
	expect(found.get(`${long}/big`)).toMatchObject({
		bytes: big.length,
		digest: createHash("sha256").update(big).digest("hex"),
	});
	expect(members).toHaveLength(13);
});
