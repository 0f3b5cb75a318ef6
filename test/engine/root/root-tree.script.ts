import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
	chmodSync,
	chownSync,
	existsSync,
	linkSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
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

// Layers of a store go on top as they are, twice too; what is written above them never reaches them.
const stored = (name: string, text: string) => {
	const layer = join(folder, "store", name);
	mkdirSync(layer, { recursive: true });
	writeFileSync(join(layer, "stored"), text);
	writeFileSync(join(layer, name), text);
	linkSync(join(layer, name), join(layer, `${name}-linked`));
	return layer;
};
const [low, high, later] = [stored("low", "low"), stored("high", "high"), stored("later", "later")];
assert.equal(await tree.checkpoint(), undefined, "nothing was changed");
await tree.stack([low, high]);
assert.deepEqual([read(at("stored")), read(at("low")), read(at("a"))], ["high", "low", "four"]);
assert.equal(read(at("sys/inner/mark")), "still mounted", "sub-mounts survive new layers");
writeFileSync(at("high"), "changed");
const frozen = (await tree.checkpoint()) as string;
assert.deepEqual(
	[read(join(frozen, "high")), read(at("high-linked")), read(join(high, "high"))],
	["changed", "changed", "high"],
	"hard links of a stored layer are joined above it",
);
await tree.stack([later]);
assert.deepEqual([read(at("stored")), read(at("high"))], ["later", "changed"]);
writeFileSync(at("unfrozen"), "x");
await assert.rejects(tree.stack([low]), /not frozen/);
rmSync(at("unfrozen"));

// The mode and owner of the tree itself are kept in every layer.
chmodSync(tree.path, 0o711);
chownSync(tree.path, 12, 34);
await tree.checkpoint();
writeFileSync(at("after"), "x");
await tree.checkpoint();
await tree.dropChanges();
const { mode, uid, gid } = statSync(tree.path);
assert.deepEqual([mode & 0o7777, uid, gid], [0o711, 12, 34]);

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
execFileSync("umount", [folder]);
rmSync(folder, { recursive: true });
console.log("root tree holds");
