// Random edits of a tree on layers: what the layers say is in it, and an image that is changed by what differs.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { keptImageKey } from "../../../src/core/kept-image/kept-image.js";
import { mergeLayers } from "../../../src/core/kept-image/merge-layers.js";
import { treeDifference } from "../../../src/core/kept-image/tree-difference.js";
import { firstFault, type InventoryEntry, inventoryText } from "../../../src/core/layers/inventory.js";
import { createDisk } from "../../../src/engine/disk/mounted-disk.js";
import { changeTree } from "../../../src/engine/kept-image/change-tree.js";
import { openOverlayTree } from "../../../src/engine/root/root-tree.js";
import { copyImage, holdImage, listImages, pruneImages } from "../../../src/layers/kept-image/kept-image-store.js";
import { openLayerStore } from "../../../src/layers/store/layer-store.js";
import { takeInventory } from "../../../src/layers/store/take-inventory.js";
import { layoutOf } from "../disk/layouts.js";

const [seed = "1", rounds = "8"] = process.argv.slice(2);
const sh = (script: string, cwd: string) =>
	execFileSync("bash", ["-eu", "-c", script], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
const place = mkdtempSync("/var/tmp/kept-image-");
async function run(folder: string): Promise<void> {
	const answer = await openLayerStore(join(folder, "cache"), { make: true });
	assert("store" in answer, JSON.stringify(answer));
	const { store } = answer;
	const { libc } = store;
	const memory = join(folder, "mem");
	mkdirSync(memory);
	execFileSync("mount", ["-t", "tmpfs", "tmpfs", memory]);
	for (const name of ["layers", "images", "disk"]) mkdirSync(join(memory, name));
	const root = await openOverlayTree({ store: join(memory, "layers"), path: join(memory, "tree") });
	const tree = root.path;
	sh(BEGIN, tree);
	const states: InventoryEntry[][] = [];
	const layout = layoutOf("plain");
	const imageDirectory = join(memory, "images");
	const key = keptImageKey(layout, ["test"]);
	const base = { imageDirectory, mountBase: join(memory, "disk") };
	for (let round = 0; round <= Number(rounds); round += 1) {
		if (round > 0) sh(`RANDOM=$((${seed} * 100 + ${round}))\n${EDITS}`, tree);
		await root.checkpoint();
		const layers: InventoryEntry[][] = [];
		for (const layer of root.frozen() ?? []) layers.push(await takeInventory(libc, layer, { contents: true }));
		const now = mergeLayers(layers);
		const seen = mergeLayers([await takeInventory(libc, tree, { contents: true })]);
		assert.equal(firstFault(seen, now, { contents: true }), undefined, `round ${round}`);
		assert.equal(inventoryText(now), inventoryText(seen));
		states.push(now);
		if (round === 0) {
			const made = await createDisk({
				...base,
				layout,
				filling: { tree, imageDirectory },
				async onMade(file, { fileSystems }) {
					const uuids = Object.fromEntries(fileSystems.map(({ node, uuid }) => [node, uuid ?? ""]));
					const copy = await copyImage(store, key, file, now, { format: 1, image: "tiny", by: "0", uuids });
					assert(await copy.publish());
					await copy.drop();
				},
			});
			assert.equal(inventoryText(await contentOf(base.mountBase, libc)), inventoryText(now));
			await made.finish();
			continue;
		}
		const held = holdImage(store, key);
		assert(held, "the image is kept");
		const difference = treeDifference(held.tree, now);
		const made = await createDisk({
			...base,
			layout,
			kept: {
				async copyTo(file) {
					execFileSync("cp", ["--sparse=always", held.raw, file]);
				},
				change: (at) => changeTree(libc, difference, tree, at),
			},
		});
		assert.equal(inventoryText(await contentOf(base.mountBase, libc)), inventoryText(now), `round ${round}`);
		const files = await made.finish();
		execFileSync("e2fsck", ["-fn", files.get("image0") as string], { stdio: "ignore" });
		assert.equal((await listImages(store))[0]?.inUse, true);
		const none = { most: 0, reserved: 0, minimumFree: 0, keepMs: 0 };
		assert.equal((await pruneImages(store, none)).removed, 0, "never one in use");
		held.release();
	}
	const empty = treeDifference(states.at(-1) as InventoryEntry[], states.at(-1) as InventoryEntry[]);
	assert.deepEqual(empty, { remove: [], make: [], folders: [], bytes: 0 });
	sh(`: > ${folder}/cache/layers/v1/images/${key}/image.raw`, "/");
	assert.equal(holdImage(store, key), undefined, "one that was cut is none");
	sh(`cd ${folder}/cache/layers/v1/images/${key}; rm record.json; mkdir record.json`, "/");
	assert.equal((await listImages(store))[0]?.record, undefined, "one that cannot be read is listed");
	assert.equal((await pruneImages(store, { most: 0, reserved: 0, minimumFree: 0, keepMs: 0 })).removed, 1);
	await root.close();
}

/** What is in the file system, but for what mkfs itself makes there. */
async function contentOf(at: string, libc: Parameters<typeof takeInventory>[0]): Promise<InventoryEntry[]> {
	const entries = mergeLayers([await takeInventory(libc, at, { contents: true })]);
	return entries.filter(({ path }) => path !== "lost+found");
}

const BEGIN = `
mkdir -p a/b/c d/e usr/bin 'with space'
for n in 1 2 3 4 5 6; do echo "content $n" > "a/f$n"; echo "$n" > "a/b/g$n"; head -c 9000 /dev/urandom > "d/e/r$n"; done
ln a/f1 d/hard1; ln a/f1 'with space/hard2'; ln -s ../a/f2 d/soft; ln -s /nowhere usr/dangling
mknod d/null c 1 3; mknod d/blk b 7 200; mkfifo d/pipe; printf 'x' > $'a/odd\\xffname'
truncate -s 3M usr/sparse; printf end >> usr/sparse; chmod 4755 a/f3; chown 12:34 a/f4
setfattr -n user.mine -v one a/f5; setfattr -n security.capability -v 0x0100000200000000000000000000000000000000 a/f6
touch -d '2001-02-03 04:05:06.789' a/f2 a/b
`;

/** Each round does twenty of these, to whatever there is by then. */
const EDITS = `
pick() { find . -mindepth 1 "$@" 2>/dev/null | LC_ALL=C sort | awk -v r=$RANDOM '{l[NR]=$0} END {if (NR) print l[r % NR + 1]}'; }
for i in $(seq 20); do
	f=$(pick -type f); g=$(pick -type f); d=$(pick -type d); n="$d/n$RANDOM"
	[ -n "$f" ] && [ -n "$d" ] && [ -n "$g" ] || continue
	case $((RANDOM % 19)) in
	0) echo "$RANDOM" > "$n";;
	1) echo "$RANDOM" >> "$f";;
	2) rm -f "$f";;
	3) mv -T "$f" "$n";;
	4) chmod $((RANDOM % 8))$((RANDOM % 8))$((RANDOM % 8))5 "$f";;
	5) chown $((RANDOM % 9)):$((RANDOM % 9)) "$d";;
	6) ln "$f" "$n";;
	7) ln -s "$RANDOM" "$n";;
	8) rm "$f"; mkdir "$f"; echo x > "$f/in";;
	9) mkdir -p "$n/x/y"; echo deep > "$n/x/y/z";;
	10) case "$d" in ./a|./d) ;; *) rm -rf "$d";; esac;;
	11) mv -T "$d" "./m$RANDOM" || true;;
	12) setfattr -n user.k$((RANDOM % 3)) -v "$RANDOM" "$f";;
	13) setfattr -x user.mine "$f" 2>/dev/null || true;;
	14) truncate -s $((RANDOM * 90)) "$n"; echo end >> "$n";;
	15) mknod "$n" c 5 $((RANDOM % 9 + 1));;
	16) touch -d "@$RANDOM" "$f"; touch -d "@$RANDOM" "$d";;
	17) rm -rf "$d"/n*; mkfifo "$n" || true;;
	18) t=$(pick -type l); [ -z "$t" ] || { rm "$t"; echo file > "$t"; };;
	esac
	mkdir -p a d
done
`;

try {
	await run(place);
} finally {
	execFileSync("bash", ["-c", `umount -R ${place}/mem 2>/dev/null; true`]);
	rmSync(place, { recursive: true, force: true });
}
