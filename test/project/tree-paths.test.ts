import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { treeJoins } from "../support/tree-joins.js";

const ROOT = resolve(import.meta.dirname, "../..");

/** The only one: these file systems were made a moment ago, empty or from a tree whose mount points were made folders. */
const ALLOWED = { "src/engine/disk/mounted-disk.ts": ["join(mountBase, point)"] };

test("paths of the image meet the tree in src/engine/tree only", () => {
	const below = (folder: string) =>
		readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
	const files = [...below("src/engine"), ...below("src/boot"), "src/runs/run-control.ts"].filter((file) =>
		file.endsWith(".ts"),
	);
	expect(files.length).toBeGreaterThan(60);
	const found = files
		.filter((file) => !file.startsWith("src/engine/tree/"))
		.flatMap((file) => {
			const joins = treeJoins(readFileSync(join(ROOT, file), "utf8")).map((one) => one.replace(/^\d+: /, ""));
			return joins.length > 0 ? [[file, joins]] : [];
		});
	expect(Object.fromEntries(found)).toEqual(ALLOWED);
});

test.each([
	'join(tree, "etc/fstab")',
	'join(ctx.tree, "lost+found")',
	'path.join(ctx.work.mount, "tmp")',
	'resolve(work.built, "..")',
	"`${tree}/etc/fstab`",
	"`${ctx.tree}/${name}`",
	'tree + "/etc"',
	"join(ctx.tree as string, point)",
	'join(environment.TARGET_ROOT, "x")',
])("the check sees %s", (code) => {
	expect(treeJoins(`const x = ${code};`)).toEqual([`1: ${code}`]);
});

test.each([
	"chroot(tree)",
	'join(work.hooks, "install.d")',
	"`${tree}/.`",
	'inTree(tree, "etc/fstab")',
	'join("a", "b")',
])("the check passes over %s", (code) => {
	expect(treeJoins(`const x = ${code};`)).toEqual([]);
});

/** Lines of a shell script in which a path of the image is glued to the tree; the tree itself may stand alone. */
const shellJoins = (text: string) =>
	text
		.split("\n")
		.filter(
			(line) =>
				!/^\s*#/.test(line) && /\$\{?(?:TARGET_ROOT|TMP_MOUNT_PATH)\}?"?\/?[\w$.{]|TMP_BUILD_DIR\}?"?\/mnt/.test(line),
		);

test("our elements' hooks outside the image find its files with in_tree", () => {
	const outside = /\/(?:root|extra-data|post-root|block-device|pre-finalise|cleanup)\.d\/|\/(?:bin|bootstrap)\//;
	const files = readdirSync(join(ROOT, "elements"), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name))
		.filter((file) => outside.test(file));
	expect(files.length).toBeGreaterThan(30);
	const found = files.flatMap((file) => shellJoins(readFileSync(file, "utf8")).map((line) => `${file}: ${line}`));
	expect(found).toEqual([]);
});

test("the check of the elements sees what it looks for", () => {
	const bad = [
		'rm -f "$TARGET_ROOT/etc/x"',
		'echo >"${TARGET_ROOT}/x"',
		"cp x $TMP_MOUNT_PATH$destination",
		'ls "$TMP_BUILD_DIR/mnt"',
		'ls "$TARGET_ROOT"/etc',
	];
	expect(shellJoins(bad.join("\n"))).toEqual(bad);
	expect(shellJoins('chroot "$TARGET_ROOT" ls\nx=$(in_tree "$TARGET_ROOT" etc)\ntar -C "$TARGET_ROOT" -xf x')).toEqual(
		[],
	);
});
