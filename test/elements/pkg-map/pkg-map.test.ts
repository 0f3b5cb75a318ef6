import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { ELEMENTS } from "../hook-root.js";

it.each([
	[["MAP", "a", "b", "--missing-ok"], 0, "one two\nb\n"],
	[["a", "MAP", "--missing-ok", "b"], 0, "one two\nb\n"],
	[["a", "MAP", "b"], 1, "one two\n"],
	[["MAP", "--prefix", "-", "a"], 0, "-one two\n"],
])("pkg-map takes names anywhere among the options: %s", (words, status, stdout) => {
	const folder = mkdtempSync(join(tmpdir(), "pkg-map-"));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	const map = join(folder, "map");
	writeFileSync(map, JSON.stringify({ family: { debian: { a: "one two" } } }));
	const args = words.map((word) => (word === "MAP" ? `--pkg-map=${map}` : word));
	const env = { PATH: process.env.PATH ?? "", DISTRO_NAME: "debian" };
	expect(spawnSync(join(ELEMENTS, "pkg-map/bin/pkg-map"), args, { encoding: "utf8", env })).toMatchObject({
		status,
		stdout,
	});
});
