import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openOverlayTree, openPlainTree } from "../../../src/engine/root/root-tree.js";
import { mountsBelow } from "../../../src/engine/tree/unmount.js";

const folder = mkdtempSync("/tmp/root-tree-");
execFileSync("mount", ["-t", "tmpfs", "tmpfs", folder]);
const read = (path: string) => readFileSync(path, "utf8");

const mnt = join(folder, "mnt");
mkdirSync(join(folder, "layers"));
const tree = await openOverlayTree({ store: join(folder, "layers"), path: mnt });
const at = (name: string) => join(tree.path, name);

writeFileSync(at("kept"), "one");
mkdirSync(at("dir/sub"), { recursive: true });
writeFileSync(at("dir/sub/file"), "deep");
writeFileSync(at("a"), "one");
linkSync(at("a"), at("b"));
linkSync(at("a"), at("dir/c"));
mkdirSync(at("sys"));
execFileSync("mount", ["-t", "tmpfs", "tmpfs", at("sys")]);
mkdirSync(at("sys/inner"));
execFileSync("mount", ["-t", "tmpfs", "tmpfs", at("sys/inner")]);
writeFileSync(at("sys/inner/mark"), "still mounted");
await tree.checkpoint();
assert.equal(read(at("sys/inner/mark")), "still mounted", "sub-mounts survive a checkpoint");

// Dropping brings back exactly the checkpoint: changed, removed, renamed and new files.
writeFileSync(at("kept"), "two");
rmSync(at("dir/sub/file"));
renameSync(at("dir"), at("moved"));
writeFileSync(at("new"), "x");
await tree.dropChanges();
assert.equal(read(at("kept")), "one");
assert.equal(read(at("dir/sub/file")), "deep");
assert.ok(!existsSync(at("moved")) && !existsSync(at("new")));
assert.equal(read(at("sys/inner/mark")), "still mounted", "sub-mounts survive a drop");

// A write through one name of a hard link reaches all names, across layers too.
writeFileSync(at("a"), "two");
await tree.checkpoint();
assert.equal(read(at("b")), "two");
assert.equal(read(at("dir/c")), "two");
writeFileSync(at("b"), "three");
await tree.checkpoint();
assert.deepEqual([read(at("a")), read(at("b")), read(at("dir/c"))], ["three", "three", "three"]);
// A name that was replaced on purpose no longer follows.
rmSync(at("b"));
writeFileSync(at("b"), "own");
await tree.checkpoint();
writeFileSync(at("a"), "four");
await tree.checkpoint();
assert.deepEqual([read(at("a")), read(at("b")), read(at("dir/c"))], ["four", "own", "four"]);

// Many layers: the option string stays short.
for (let count = 0; count < 120; count += 1) {
	writeFileSync(at(`layer-${count}`), String(count));
	await tree.checkpoint();
}
assert.equal(read(at("layer-0")), "0");
assert.equal(read(at("layer-119")), "119");

const built = join(folder, "built");
await tree.moveTo(built);
assert.equal(tree.path, built);
assert.ok(!existsSync(mnt));
assert.equal(read(join(built, "kept")), "one");
assert.deepEqual(await mountsBelow(built), []);
await tree.close();
assert.deepEqual(await mountsBelow(folder), []);

const plain = await openPlainTree({ store: "", path: mnt });
writeFileSync(join(plain.path, "file"), "x");
await plain.checkpoint();
await plain.moveTo(built);
assert.equal(read(join(built, "file")), "x");
await plain.close();
console.log("root tree holds");
