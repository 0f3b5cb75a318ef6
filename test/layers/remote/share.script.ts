import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { declaredKey, EMPTY_STACK } from "../../../src/core/layers/key.js";
import { indexName, readIndex, signedLine } from "../../../src/core/layers/remote-index.js";
import { makeKeyPair, parseSigningKey } from "../../../src/core/layers/signing-keys.js";
import { BuildRemote } from "../../../src/layers/remote/build-remote.js";
import { openRemoteFolder } from "../../../src/layers/remote/remote-folder.js";
import { openLayerStore } from "../../../src/layers/store/layer-store.js";
import { listEntries } from "../../../src/layers/store/list.js";
import { verifyLayers } from "../../../src/layers/store/prune.js";
import { publishLayer, type Ran } from "../../../src/layers/store/publish.js";
import { openPutServer } from "../../support/put-server.js";

const folder = mkdtempSync("/var/tmp/layer-share-");
const server = await openPutServer();
const open = async (name: string) => {
	mkdirSync(join(folder, name));
	const answer = await openLayerStore(join(folder, name), { make: true });
	if ("off" in answer) throw new Error(answer.off);
	return answer.store;
};
const [here, there] = [await open("here"), await open("there")];
const changes = join(folder, "changes");
mkdirSync(changes);
execFileSync("bash", [
	"-euc",
	"cd $0; echo one >one; ln one two; mknod gone c 0 0; chmod 4755 one; head -c 200000 /dev/urandom >big",
	changes,
]);
const inputs = (number: number) => [
	{ name: "umask", value: String(number) },
	{ name: "layers below", value: EMPTY_STACK },
];
const ran = (number: number): Ran => ({
	...{ task: `install/${number}-x`, image: "web", ms: 5, by: "0.1.0", depth: number, outside: [], observed: [] },
	...{ inputs: inputs(number), declaredKey: declaredKey(inputs(number)) },
});
const key = parseSigningKey(makeKeyPair().private);
const stranger = parseSigningKey(makeKeyPair().private);

/** The folder as a build has it, and what it has told. */
function remote(store: typeof here, { address = server.url, by = key, trusted = key.public, most = 1e9 } = {}) {
	const told: string[] = [];
	const options = { folder: openRemoteFolder({ address, env: {}, patience: { stallMs: 500 } }), store, key: by, most };
	const tell = (message: string, next: string) => void told.push(`${message} ${next}`);
	return { told, remote: new BuildRemote({ ...options, trusted: [trusted], tell }) };
}
const layers: { readonly key: string; readonly declaredKey: string }[] = [];
for (const number of [1, 2]) {
	const { key } = await publishLayer(here, changes, ran(number));
	layers.push({ key, declaredKey: ran(number).declaredKey });
}
const [one, two] = layers as [(typeof layers)[number], (typeof layers)[number]];
const push = async (by = key) => {
	const { remote: to, told } = remote(here, { by });
	for (const layer of layers) to.made(layer);
	await to.push();
	assert.deepEqual(told, []);
};
const archives = () => [...server.files.keys()].filter((name) => name.endsWith(".zst"));
const empty = () => {
	for (const name of readdirSync(join(there.folder, "entries"))) {
		rmSync(join(there.folder, "entries", name), { recursive: true });
	}
};

// From one store into the other, and known the second time.
await push();
assert.equal(server.files.size, 4);
server.requests.length = 0;
await push();
assert.deepEqual([...new Set(server.requests.map((request) => request.split(" ")[0]))], ["GET", "HEAD"]);
{
	const { remote: from, told } = remote(there);
	assert.deepEqual(await from.find("9".repeat(64)), []);
	for (const layer of layers) {
		const [found] = await from.find(layer.declaredKey);
		assert.ok(found);
		assert.equal(found.record.key, layer.key);
		assert.ok(await from.take(found));
	}
	assert.deepEqual(told, []);
	assert.deepEqual(await verifyLayers(there), { whole: 2, damaged: [] });
	const inventories = async (store: typeof here) =>
		(await listEntries(store)).map(({ key, record }) => [key, record?.layer?.inventory]).sort();
	assert.deepEqual(await inventories(there), await inventories(here));
	empty();
}

// Whatever is wrong is told once, nothing comes into the store of it, and nothing is left beside it.
const whole = new Map(server.files);
const restore = () => {
	server.files.clear();
	for (const [name, content] of whole) server.files.set(name, content);
};
const archiveOf = async (declared: string) =>
	readIndex(String(server.files.get(indexName(declared))), declared, [key.public]).layers[0]?.archive.digest ?? "";
const list = indexName(one.declaredKey);
const cut = () => {
	for (const name of archives()) server.files.set(name, server.files.get(name)?.subarray(0, 1000) as Buffer);
};
/** Signed all right, and not what it says. */
const wrongly = async (change: (layer: NonNullable<ReturnType<typeof readIndex>["layers"][0]>) => object) => {
	const [layer] = readIndex(String(whole.get(list)), one.declaredKey, [key.public]).layers;
	assert.ok(layer);
	server.files.set(list, Buffer.from(`${signedLine({ ...layer, ...change(layer) }, key)}\n`));
};
const troubles: [string, () => unknown, RegExp, Parameters<typeof remote>[1]?][] = [
	["a stranger's", () => {}, /not trusted.*layers-trust/, { trusted: stranger.public }],
	["a page of errors", () => server.files.set(list, Buffer.from("<html>")), /not signed/],
	["cut archives", cut, /ends after 1000 of/],
	["no archives", () => archives().map((name) => server.files.delete(name)), /^$/],
	["larger than the store", () => {}, /larger than the store may be/, { most: 1000 }],
	[
		"an archive that is none",
		async () => {
			const text = Buffer.from("no archive");
			const digest = createHash("sha256").update(text).digest("hex");
			server.files.set(`layer-v1.${digest}.tar.zst`, text);
			await wrongly(() => ({ archive: { digest, bytes: text.length } }));
		},
		/cannot be taken: it is no archive of layers/,
	],
	[
		"the archive of another layer",
		async () => {
			const digest = await archiveOf(two.declaredKey);
			const bytes = server.files.get(`layer-v1.${digest}.tar.zst`)?.length ?? 0;
			await wrongly(() => ({ archive: { digest, bytes } }));
		},
		/holds another layer/,
	],
	["a server that is gone", () => {}, /cannot be reached.*layers-remote/, { address: "http://127.0.0.1:1/x" }],
];
for (const [what, change, why, options] of troubles) {
	restore();
	await change();
	const { remote: from, told } = remote(there, options);
	for (let times = 0; times < 2; times += 1) {
		const [found] = await from.find(one.declaredKey);
		if (found) assert.equal(await from.take(found), false, what);
	}
	assert.match(told.join("\n"), why, what);
	assert.ok(told.length <= 1, `${what}: told once`);
	assert.ok(!(await listEntries(there)).some(({ key }) => key === one.key), what);
	empty();
	assert.deepEqual(readdirSync(join(there.folder, "tmp")), [], what);
}

// What was found damaged is written anew by whoever has to make the layer again.
restore();
cut();
const { remote: both } = remote(here);
for (const { declaredKey: declared } of layers) {
	const [found] = await both.find(declared);
	assert.ok(found && !(await both.take(found)));
}
for (const layer of layers) both.made(layer);
await both.push();
const { remote: after, told } = remote(there);
const [mended] = await after.find(one.declaredKey);
assert.ok(mended && (await after.take(mended)));
assert.deepEqual(told, []);

// Two machines with keys of their own: each takes what it trusts.
restore();
await push(stranger);
empty();
const { remote: mine, told: silent } = remote(there, { trusted: stranger.public });
const [theirs] = await mine.find(one.declaredKey);
assert.ok(theirs && (await mine.take(theirs)));
assert.deepEqual(silent, []);

// A server that has hung up is not asked again.
server.requests.length = 0;
server.misbehave = (request) => Boolean(request.socket.destroy());
const { remote: off } = remote(there);
for (let times = 0; times < 5; times += 1) assert.deepEqual(await off.find(one.declaredKey), []);
assert.equal(server.requests.length, 1);

server.close();
rmSync(folder, { recursive: true });
console.log("layers are shared");
