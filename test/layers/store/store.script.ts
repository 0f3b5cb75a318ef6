import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
	appendFileSync,
	chmodSync,
	chownSync,
	existsSync,
	linkSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	truncateSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { LAYER_LIMITS } from "../../../src/core/layers/forget.js";
import { inventoryText } from "../../../src/core/layers/inventory.js";
import { EMPTY_STACK, layerKey } from "../../../src/core/layers/key.js";
import { findCandidates, holdLayer } from "../../../src/layers/store/candidates.js";
import { claimLayer, dropDeadClaims } from "../../../src/layers/store/claim.js";
import { readLast, writeLast } from "../../../src/layers/store/last-records.js";
import { openLayerStore } from "../../../src/layers/store/layer-store.js";
import { linkLayers } from "../../../src/layers/store/link-layers.js";
import { listEntries } from "../../../src/layers/store/list.js";
import { pruneLayers, verifyLayers } from "../../../src/layers/store/prune.js";
import { publishContent, publishLayer, publishNote, type Ran } from "../../../src/layers/store/publish.js";
import { findReadings, forgetReadings, noteReading } from "../../../src/layers/store/readings.js";
import { takeInventory } from "../../../src/layers/store/take-inventory.js";

const sh = (script: string, ...args: string[]) =>
	execFileSync("bash", ["-euc", script, "bash", ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
const folder = mkdtempSync("/var/tmp/layer-store-");
const work = join(folder, "work");
mkdirSync(work);
execFileSync("mount", ["-t", "tmpfs", "tmpfs", work]);
const cache = join(folder, "cache");
mkdirSync(cache);

// Where layers cannot be kept, why is told.
assert.match(JSON.stringify(await openLayerStore(cache, { make: false })), /there are none in .* yet/);
sh('cd "$1"; mkdir l u w m; mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m', work);
assert.match(JSON.stringify(await openLayerStore(join(work, "m"), { make: true })), /lies on an overlay/);
sh('cd "$1"; umount m; rm -rf l u w m', work);
sh('truncate -s 20M "$1/vfat"; mkdir "$1/v"', work);
if (spawnSync("sh", ["-c", 'mkfs.vfat "$1/vfat" && mount -o loop "$1/vfat" "$1/v"', "sh", work]).status === 0) {
	assert.match(JSON.stringify(await openLayerStore(join(work, "v"), { make: true })), /cannot hold layers/);
	sh('umount "$1/v"', work);
}
symlinkSync("/var/tmp", join(folder, "linked"));
mkdirSync(join(folder, "other/layers"), { recursive: true });
chownSync(join(folder, "other/layers"), 1000, 1000);
assert.match(JSON.stringify(await openLayerStore(join(folder, "other"), { make: true })), /belongs to somebody else/);

const answer = await openLayerStore(cache, { make: true });
if ("off" in answer) throw new Error(answer.off);
const { store } = answer;
assert.equal(statSync(join(cache, "layers")).mode & 0o777, 0o700);
const reopened = await openLayerStore(cache, { make: false });
assert.ok(
	"store" in reopened && Buffer.from(reopened.store.key).equals(Buffer.from(store.key)),
	"one key for all times",
);

/** A task of this number, with what it was seen to read. */
const ran = (number: number, more: Partial<Ran> = {}): Ran => ({
	...{ task: `install/${number}-x`, image: "web", ms: 5, by: "0.1.0", depth: number, outside: [] },
	...{
		declaredKey: String(number).repeat(64).slice(0, 64),
		inputs: [],
		observed: [{ name: "content of lib/x", value: "1" }],
	},
	...more,
});

// A stack of layers with all that overlayfs notes: removed and replaced entries, renamed folders, links of all kinds.
const layers = join(work, "layers");
const view = join(work, "view");
mkdirSync(view);
mkdirSync(layers);
const mountStack = (lowers: readonly string[], upper: string) => {
	for (const name of [upper, `w${upper}`]) mkdirSync(join(layers, name), { recursive: true });
	const options = `lowerdir=${lowers.toReversed().join(":")},upperdir=${upper},workdir=w${upper},xino=on,redirect_dir=on,index=on,volatile`;
	execFileSync("mount", ["--no-mtab", "-t", "overlay", "overlay", "-o", options, view], {
		cwd: layers,
		env: { ...process.env, LIBMOUNT_FORCE_MOUNT2: "always" },
	});
};
const umount = () => execFileSync("umount", [view]);
const steps = [
	"mkdir -p a/deep b replaced; echo one >a/deep/file; echo two >a/gone; echo three >b/x; echo old >replaced/old; chmod 1777 b; chown 12:34 b/x; mknod dev b 7 1; mkfifo pipe; ln -s /etc/nowhere link; ln a/deep/file hard; setfattr -n user.note -v hello b/x; setfacl -m u:12:rw b/x; printf x >\"$(printf 'odd \\303\\251 \\377\\n=,name')\"; truncate -s 5M sparse; chmod 4755 a/deep/file",
	"rm a/gone; rm -r replaced; mkdir replaced; echo new >replaced/new; mv a renamed; echo more >>b/x; echo again >added",
	"rm -r b; echo file >b; mv renamed/deep deep; rm link; touch -d @1600000000 added; chmod 700 deep",
];
mkdirSync(join(layers, "0"));
const own = ["0"];
const published: { key: string; declaredKey: string }[] = [];
for (const [index, step] of steps.entries()) {
	const upper = String(index + 1);
	mountStack(own, upper);
	sh('cd "$1"; eval "$2"', view, step);
	umount();
	const task = ran(index + 1);
	const { key, known } = await publishLayer(store, join(layers, upper), task);
	assert.deepEqual([key, known], [layerKey(task.declaredKey, task.observed), false]);
	published.push({ key, declaredKey: task.declaredKey });
	own.push(upper);
}
// The root itself is that of the topmost folder, which is a fresh one.
const shown = async () =>
	inventoryText((await takeInventory(store.libc, view, { contents: true })).filter(({ path }) => path !== ""));
mountStack(own, "top");
const wanted = await shown();
assert.match(wanted, /redirected|deep/);
umount();

// Restored from the store they show the same, on another file system.
const held = [];
for (const layer of published) {
	const one = await holdLayer(store, layer);
	if ("damaged" in one) throw new Error(one.damaged);
	held.push(one);
}
const names = await linkLayers(
	layers,
	held.map(({ tree }) => tree),
	["0"],
);
mountStack(["0", ...names], "restored");
assert.equal(await shown(), wanted);
writeFileSync(join(view, "deep/file"), "changed above");
umount();
assert.deepEqual((await verifyLayers(store)).damaged, [], "what is written above does not reach the store");
await assert.rejects(
	linkLayers(
		layers,
		Array.from({ length: 501 }, () => "/x"),
		["0"],
	),
	/cannot stack/,
);
for (const { tree } of held) {
	for (const path of sh('find "$1" -type f -links +1 -print', tree).split("\n").filter(Boolean)) {
		assert.ok(path.startsWith(tree));
	}
}

// A second time the same layer is known; by content too, whatever the times are.
assert.equal((await publishLayer(store, join(layers, "1"), ran(1))).known, true);
const first = await publishContent(store, join(layers, "2"), EMPTY_STACK, ran(7));
sh('find "$1" -exec touch -h -d @1500000000 {} +', join(layers, "2"));
assert.deepEqual(await publishContent(store, join(layers, "2"), EMPTY_STACK, ran(7)), { key: first.key, known: true });
appendFileSync(join(layers, "2/added"), "x");
const other = await publishContent(store, join(layers, "2"), EMPTY_STACK, ran(7));
assert.ok(!other.known && other.key !== first.key);

// Candidates of one declared key, notes among them.
await publishLayer(store, join(layers, "3"), ran(1, { observed: [{ name: "content of lib/x", value: "2" }] }));
await publishNote(store, ran(1, { observed: [], outside: ["mounted /x (tmpfs)"] }));
const found = await findCandidates(store, ran(1).declaredKey);
assert.equal(found.length, 3);
assert.equal(found.filter((one) => "record" in one && one.record.layer).length, 2);
assert.deepEqual(await findCandidates(store, "f".repeat(64)), []);

// In use: nothing of it goes, whatever the limits are.
const nothing = { reserved: 0, most: 0, minimumFree: 0, keepMs: 0 };
const before = await listEntries(store);
assert.deepEqual(
	before
		.filter(({ inUse }) => inUse)
		.map(({ key }) => key)
		.sort(),
	published.map(({ key }) => key).sort(),
);
await pruneLayers(store, nothing);
assert.deepEqual((await listEntries(store)).map(({ key }) => key).sort(), published.map(({ key }) => key).sort());
for (const one of held) one.release();

// Least recently used first; a hold counts as a use.
const entry = (index: number) => {
	const { key, declaredKey } = published[index] as { key: string; declaredKey: string };
	return join(store.folder, "entries", declaredKey.slice(0, 2), declaredKey, key);
};
for (const index of [0, 1, 2]) utimesSync(join(entry(index), "used"), 1_600_000_000 + index, 1_600_000_000 + index);
const again = await holdLayer(store, published[0] as (typeof published)[0]);
if ("damaged" in again) throw new Error(again.damaged);
again.release();
const old = await pruneLayers(store, { ...LAYER_LIMITS, reserved: 0, minimumFree: 0 });
assert.deepEqual([...old.removed].sort(), [published[1]?.key, published[2]?.key].sort());

// Damaged, cut and newer ones: a miss that says so, and gone, so that it can be made again.
const damages: [string, (path: string) => void, RegExp][] = [
	["a file is missing", (path) => rmSync(join(path, "tree/hard")), /\/hard is missing/],
	["a file is cut", (path) => truncateSync(join(path, "tree/b/x"), 1), /\/b\/x is not as it was/],
	["a file was added", (path) => writeFileSync(join(path, "tree/b/more"), ""), /\/b\/more was added/],
	["a mode differs", (path) => chmodSync(join(path, "tree/b/x"), 0o777), /\/b\/x is not as it was/],
	["the inventory is cut", (path) => truncateSync(join(path, "inventory"), 100), /its inventory is damaged/],
	["the inventory is gone", (path) => rmSync(join(path, "inventory")), /cannot be read/],
	["the tree is gone", (path) => rmSync(join(path, "tree"), { recursive: true }), /cannot be read/],
	["the record is cut", (path) => truncateSync(join(path, "record.json"), 50), /cut off or damaged/],
	["the record is empty", (path) => truncateSync(join(path, "record.json"), 0), /cut off or damaged/],
	[
		"the record is of another",
		(path) =>
			writeFileSync(
				join(path, "record.json"),
				readFileSync(join(path, "record.json"), "utf8").replace(/"key":"\w{8}/, '"key":"00000000'),
			),
		/where another one belongs/,
	],
	["the record is newer", (path) => writeFileSync(join(path, "record.json"), '{"format":99}'), /newer diskwright/],
];
for (const [what, damage, why] of damages) {
	await publishLayer(store, join(layers, "1"), ran(1));
	damage(entry(0));
	const answer = await holdLayer(store, published[0] as (typeof published)[0]);
	assert.ok("damaged" in answer && why.test(answer.damaged), `${what}: ${JSON.stringify(answer)}`);
	assert.ok(!existsSync(entry(0)), `${what}: removed`);
}
// What only its content shows is found by reading all.
await publishLayer(store, join(layers, "1"), ran(1));
const { atime, mtime } = statSync(join(entry(0), "tree/b/x"));
writeFileSync(join(entry(0), "tree/b/x"), "THREE\n");
utimesSync(join(entry(0), "tree/b/x"), atime, mtime);
assert.deepEqual(
	(await verifyLayers(store)).damaged.map(({ why, removed }) => [why, removed]),
	[["/b/x is not as it was", true]],
);
assert.deepEqual((await verifyLayers(store)).damaged, []);

// Something else in the store is passed over, links out of it are not followed.
const outside = join(folder, "outside");
mkdirSync(outside);
writeFileSync(join(outside, "kept"), "x");
symlinkSync(outside, join(store.folder, "entries", "zz"));
mkdirSync(join(store.folder, "entries/aa/not-a-key"), { recursive: true });
const linked = "a".repeat(64);
mkdirSync(join(store.folder, "entries/aa", linked), { recursive: true });
symlinkSync(outside, join(store.folder, "entries/aa", linked, "b".repeat(64)));
await pruneLayers(store, nothing);
assert.deepEqual(readdirSync(outside), ["kept"]);

// What a killed process has left is removed; what a living one writes is not.
const dead = join(store.folder, "tmp", "1.dead");
mkdirSync(join(dead, "entry/tree"), { recursive: true });
const living = join(store.folder, "tmp", "2.living");
mkdirSync(living);
execFileSync("bash", ["-c", 'touch -d "2 hours ago" "$1" "$2"', "bash", dead, living]);
assert.equal(
	(await pruneLayers(store, LAYER_LIMITS)).unfinished,
	0,
	"what was made a moment ago may not be locked yet",
);

// Explanations.
writeLast(store, "web", "install/1-x", { inputs: [{ name: "umask", value: "0022" }], observed: [] });
assert.deepEqual(readLast(store, "web", "install/1-x"), { inputs: [{ name: "umask", value: "0022" }], observed: [] });
assert.equal(readLast(store, "other", "install/1-x"), undefined);
for (const file of readdirSync(join(store.folder, "last"))) writeFileSync(join(store.folder, "last", file), "{");
assert.equal(readLast(store, "web", "install/1-x"), undefined);

// A file that changes while it is copied is no layer.
const moving = join(layers, "moving");
mkdirSync(moving);
writeFileSync(join(moving, "log"), "x".repeat(1000));
const asItWas = await takeInventory(store.libc, moving, { contents: true });
const { PATH } = process.env;
const copier = sh("command -v cp").trim();
mkdirSync(join(folder, "bin"));
writeFileSync(join(folder, "bin/cp"), `#!/bin/sh\n${copier} "$@" && echo x >>${moving}/log\n`, { mode: 0o755 });
process.env.PATH = `${join(folder, "bin")}:${PATH}`;
await assert.rejects(publishLayer(store, moving, ran(8)), /not like it: it was changed meanwhile/);
process.env.PATH = PATH;
await assert.rejects(publishLayer(store, moving, ran(8), asItWas), /was changed meanwhile/);
assert.deepEqual(readdirSync(join(store.folder, "tmp")).sort(), ["1.dead", "2.living"], "nothing is left of it");
renameSync(join(moving, "log"), join(moving, "still"));
linkSync(join(moving, "still"), join(moving, "again"));
const still = await publishLayer(store, moving, ran(8));
assert.equal(still.known, false);

// What a layer has read of the image is noted beside it; damaged notes and those of layers that are gone go.
const reading = [{ name: "image file /etc/a", value: "1" }];
const stillLayer = { key: still.key, declaredKey: ran(8).declaredKey };
noteReading(store, "d".repeat(64), stillLayer, reading);
const [noted] = findReadings(store, "d".repeat(64));
assert.deepEqual([noted?.record.key, noted?.image], [still.key, reading]);
const notes = join(store.folder, "readings/dd", "d".repeat(64));
writeFileSync(join(notes, readdirSync(notes)[0] ?? ""), "[[");
assert.deepEqual(findReadings(store, "d".repeat(64)), []);
assert.deepEqual(readdirSync(notes), []);
noteReading(store, "d".repeat(64), stillLayer, reading);
noteReading(store, "e".repeat(64), { ...stillLayer, key: "f".repeat(64) }, reading);
forgetReadings(store);
assert.deepEqual(readdirSync(join(store.folder, "readings")), ["dd"]);

execFileSync("umount", [work]);
// One build at a time makes a layer; what a killed one has left of its claim goes when it is old.
const claim = claimLayer(store, "a".repeat(64));
assert.equal(claimLayer(store, "a".repeat(64)), undefined);
const second = claimLayer(store, "b".repeat(64));
assert.ok(claim && second);
claim.release();
claim.release();
const third = claimLayer(store, "a".repeat(64));
assert.ok(third);
const claims = join(store.folder, "claims");
writeFileSync(join(claims, "c".repeat(64)), "");
dropDeadClaims(store, Date.now());
assert.equal(readdirSync(claims).length, 3);
dropDeadClaims(store, Date.now() + 2 * 86_400_000);
assert.deepEqual(readdirSync(claims).sort(), ["a".repeat(64), "b".repeat(64)]);
third.release();
second.release();
assert.deepEqual(readdirSync(claims), []);

rmSync(folder, { recursive: true });
console.log("store holds");
