import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { UserError } from "../../../src/core/errors.js";
import { archiveListText } from "../../../src/core/layers/archive-list.js";
import { declaredKey, EMPTY_STACK } from "../../../src/core/layers/key.js";
import { exportLayers } from "../../../src/layers/archive/export-layers.js";
import { type ImportOptions, importLayers } from "../../../src/layers/archive/import-layers.js";
import { openLayerStore } from "../../../src/layers/store/layer-store.js";
import { listEntries } from "../../../src/layers/store/list.js";
import { verifyLayers } from "../../../src/layers/store/prune.js";
import { publishContent, publishLayer, publishNote, type Ran } from "../../../src/layers/store/publish.js";

const sh = (script: string, ...args: string[]) =>
	execFileSync("bash", ["-euo", "pipefail", "-c", script, "bash", ...args], { encoding: "utf8" });
const folder = mkdtempSync("/var/tmp/layer-archive-");
const open = async (name: string) => {
	mkdirSync(join(folder, name));
	const answer = await openLayerStore(join(folder, name), { make: true });
	if ("off" in answer) throw new Error(answer.off);
	return answer.store;
};
const [here, there] = [await open("here"), await open("there")];
const changes = join(folder, "changes");
mkdirSync(changes);
sh(
	`cd "$1"; mkdir d; echo one >d/one; ln d/one two; mknod gone c 0 0; mknod dev b 7 1; mkfifo pipe; ln -s /etc/passwd link
	chmod 4755 d/one; chown 12:34 d; truncate -s 3M sparse; printf x >"$(printf 'odd \\377\\n')"; touch -d '@1600000000.123456789' d
	setfattr -n trusted.overlay.opaque -v y d; setfattr -n user.note -v hello d/one; setfacl -m u:12:rw d/one; setfacl -d -m g:7:r d`,
	changes,
);
const inputs = (number: number) => [
	{ name: "umask", value: String(number) },
	{ name: "layers below", value: EMPTY_STACK },
];
const ran = (number: number, more: Partial<Ran> = {}): Ran => ({
	...{ task: `install/${number}-x`, image: "web", ms: 5, by: "0.1.0", depth: number, outside: [], observed: [] },
	...{ inputs: inputs(number), declaredKey: declaredKey(inputs(number)) },
	...more,
});
await publishLayer(here, changes, ran(1));
await publishContent(here, changes, EMPTY_STACK, ran(2));
await publishNote(here, ran(3, { outside: ["mounted /x (tmpfs)"] }));

const file = join(folder, "layers.tar.zst");
const { layers, left, digest } = await exportLayers(here, await listEntries(here), file);
assert.deepEqual([layers, left], [3, []]);
assert.equal(statSync(file).mode & 0o777, 0o600);
assert.deepEqual(readdirSync(join(here.folder, "tmp")), []);

const options: ImportOptions = { most: 1e9 };
const why = async (archive: string, more: Partial<ImportOptions> = {}) =>
	importLayers(there, archive, { ...options, ...more }).then(
		(result) => JSON.stringify(result),
		(error: UserError) => {
			assert.equal(error.code, "bad-archive");
			return error.message;
		},
	);
assert.match(await why(file, { digest: "0".repeat(64) }), /its digest is another one/);
assert.match(await why(file, { most: 1000 }), /more than the store may take/);
assert.match(await why(join(folder, "none")), /no such file/);
assert.deepEqual(await importLayers(there, file, { ...options, digest }), { added: 3, known: 0, refused: [] });
assert.deepEqual(await importLayers(there, file, options), { added: 0, known: 3, refused: [] });
assert.deepEqual(await verifyLayers(there), { whole: 3, damaged: [] });
const names = async (store: typeof here) =>
	(await listEntries(store)).map(({ key, record }) => [key, record?.layer?.inventory]).sort();
assert.deepEqual(await names(there), await names(here));
// To begin again with an empty store.
const empty = async () => {
	for (const name of readdirSync(join(there.folder, "entries")))
		rmSync(join(there.folder, "entries", name), { recursive: true });
};
await empty();

// Archives of others: whatever is in them, nothing is written elsewhere, and nothing false comes into the store.
const bytes = readFileSync(file);
for (const part of [0, 10, 200, bytes.length / 2, bytes.length - 5]) {
	writeFileSync(join(folder, "cut"), bytes.subarray(0, Math.floor(part)));
	assert.match(await why(join(folder, "cut")), /no archive of layers|damaged, cut off/);
}
writeFileSync(
	join(folder, "flipped"),
	bytes.map((byte, index) => (index === bytes.length - 200 ? byte ^ 0xff : byte)),
);
assert.match(await why(join(folder, "flipped")), /no archive of layers|damaged, cut off/);

const unpacked = join(folder, "unpacked");
/** The archive taken apart, changed by shell code in its folder, and put together again by any tar options. */
function forged(change: string, tar = "./*"): string {
	rmSync(unpacked, { recursive: true, force: true });
	mkdirSync(unpacked);
	const result = join(folder, "forged");
	const script = [
		`cd "$1"; zstd -dcq "$2" | tar -x -p --xattrs --xattrs-include='*'`,
		"entry=$(echo */*/tree | cut -d' ' -f1); entry=$" + "{entry%/tree}",
		change,
		"mv layers.json ../list.json; (cd ..; tar -cf forged.tar --transform s/list.json/layers.json/ list.json)",
		`tar -rPf ../forged.tar --format=gnu --xattrs --xattrs-include='*' ${tar}; zstd -qf ../forged.tar -o "$3"`,
	];
	sh(script.join("\n"), unpacked, file, result);
	return result;
}
const victim = join(folder, "victim");
mkdirSync(victim);
writeFileSync(join(victim, "kept"), "kept");
const RECORD = `s/"umask","value":"1"/"umask","value":"7"/; s/"ms":5/"ms":6/; s/"value":"${EMPTY_STACK}"/"value":"00"/`;
const hostile: [string, string, string?][] = [
	["a path above", "true", "--transform 's,^./[0-9a-f]*/[0-9a-f]*/tree/two$,../../../../../victim/kept,' ./*"],
	["an absolute path", "true", `--transform 's,.*tree/two$,${victim}/kept,' ./*`],
	[
		"a link, and a file through it",
		`ln -s ${victim} a; mkdir -p x/a; echo evil >x/a/kept`,
		"./a x/a/kept --transform 's,^x/,,'",
	],
	["a hard link to a file elsewhere", `ln ${victim}/kept $entry/tree/stolen`],
	["a link in the place of a tree", `rm -r $entry/tree; ln -s ${victim} $entry/tree`],
	["a link in the place of a record", `rm $entry/record.json; ln -s ${victim}/kept $entry/record.json`],
	["a pipe in the place of a record", "rm $entry/record.json; mkfifo $entry/record.json"],
	["a link in the place of an entry", `rm -r $entry; ln -s ${victim} $entry`],
	["another part", "echo x >$entry/more"],
	["another mode", "chmod 6777 $entry/tree/d/one"],
	["another content", "echo two >$entry/tree/d/one"],
	["another device", "rm $entry/tree/dev; mknod $entry/tree/dev b 8 0"],
	["another record", `sed -i '${RECORD}' $entry/record.json`],
	["a record of another format", `sed -i 's/"format":1/"format":9/' $entry/record.json`],
];
for (const [what, change, tar] of hostile) {
	const said = await why(forged(change, tar));
	assert.ok(/damaged, cut off|"refused":\[\{"key"/.test(said), `${what}: ${said}`);
	assert.deepEqual([readdirSync(victim), readFileSync(join(victim, "kept"), "utf8")], [["kept"], "kept"], what);
	assert.deepEqual((await verifyLayers(there)).damaged, [], what);
	assert.deepEqual(readdirSync(join(there.folder, "tmp")), [], what);
	await empty();
}

// Bombs: more than the list says, a list that says too much, a window that takes all memory.
assert.match(await why(forged("truncate -s 60M $entry/tree/bomb")), /larger than it says/);
writeFileSync(join(folder, "list.json"), archiveListText({ layers: [], entries: 1, bytes: 10 ** 15 }));
sh('cd "$1"; tar -c --transform s/list.json/layers.json/ list.json | zstd -qf -o huge', folder);
assert.match(await why(join(folder, "huge"), { most: 10 ** 16 }), /no room/);
if (
	spawnSync("bash", [
		"-c",
		'head -c 5M /dev/zero | zstd -q --ultra -22 --long=31 -fo "$1"',
		"bash",
		join(folder, "window"),
	]).status === 0
) {
	assert.match(await why(join(folder, "window")), /no archive of layers/);
}
// Nowhere to write it, no room for it.
const full = join(folder, "full");
mkdirSync(full);
execFileSync("mount", ["-t", "tmpfs", "-o", "size=4k", "tmpfs", full]);
writeFileSync(join(full, "fill"), Buffer.alloc(4096));
for (const place of [join(folder, "none"), full]) {
	const error = await exportLayers(here, await listEntries(here), join(place, "x")).catch((one: UserError) => one);
	assert.equal("code" in error && error.code, "archive-unwritable");
}
assert.deepEqual([readdirSync(full), readdirSync(join(here.folder, "tmp"))], [["fill"], []]);
execFileSync("umount", [full]);

// A damaged layer is left out of an archive.
const [first] = (await listEntries(here)).filter(({ record }) => record?.layer);
chmodSync(join(first?.path ?? "", "tree/d/one"), 0o600);
const again = await exportLayers(here, await listEntries(here), file);
assert.deepEqual([again.layers, again.left.map((one) => one.why)], [2, ["/d/one is not as it was"]]);
assert.ok(!existsSync(join(folder, ".layers.tar.zst")));
rmSync(folder, { recursive: true });
console.log("archive holds");
