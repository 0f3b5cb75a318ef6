import { describe, expect, test } from "vitest";
import { layerKey, PRIVATE_BELOW } from "../../../src/core/layers/key.js";
import type { LayerRecord } from "../../../src/core/layers/record.js";
import { type RemoteLayer, readIndex, signedLine, withLine } from "../../../src/core/layers/remote-index.js";
import { isPrivate, isShareable } from "../../../src/core/layers/shareable.js";
import { makeKeyPair, parsePublicKey, parseSigningKey } from "../../../src/core/layers/signing-keys.js";

const pair = makeKeyPair();
const key = parseSigningKey(pair.private);
const stranger = parseSigningKey(makeKeyPair().private);
const declaredKey = "2".repeat(64);

function layer(value: string, more: Partial<LayerRecord> = {}): RemoteLayer {
	const observed = [{ name: "content of lib/x", value }];
	const record: LayerRecord = {
		...{ format: 1, key: layerKey(declaredKey, observed), declaredKey, task: "install/50-x", image: "web" },
		...{ made: 5, ms: 1200, by: "0.1.0", depth: 3, outside: [], inputs: [], observed },
		layer: { inventory: "3".repeat(64), identity: "4".repeat(64), entries: 5, bytes: 5 << 20 },
		...more,
	};
	return { record, archive: { digest: "5".repeat(64), bytes: 1000 } };
}
const line = signedLine(layer("1"), key);

test("what a trusted key has signed is read as it was written, without the environment it was made with", () => {
	const withInputs = layer("1", { inputs: [{ name: "environment PLACE", value: "mine" }] });
	const text = signedLine(withInputs, key);
	expect(text).not.toContain("PLACE");
	expect(readIndex(`${text}\n`, declaredKey, [key.public])).toEqual({ layers: [layer("1")], refused: [] });
	expect(parsePublicKey(pair.public)).toBe(key.public);
});

const changed = (change: (parts: { layer: string; by: string; signature: string }) => object) =>
	JSON.stringify(change(JSON.parse(line)));

describe("a line does not count", () => {
	test.each([
		["without a signature", changed(({ layer: one, by }) => ({ layer: one, by })), /not signed/],
		["signed by a stranger", signedLine(layer("1"), stranger), /not trusted/],
		[
			"signed by a stranger in the name of a trusted key",
			changed((parts) => ({
				...parts,
				signature: (JSON.parse(signedLine(layer("1"), stranger)) as { signature: string }).signature,
			})),
			/signature is wrong/,
		],
		[
			"changed after it was signed",
			changed((parts) => ({ ...parts, layer: parts.layer.replace('"ms":1200', '"ms":1201') })),
			/signature is wrong/,
		],
		["with a signature that is no base64", changed((parts) => ({ ...parts, signature: "ä" })), /signature is wrong/],
		["with an empty signature", changed((parts) => ({ ...parts, signature: "" })), /signature is wrong/],
		["of another declared key", signedLine(layer("1", { declaredKey: "6".repeat(64) }), key), /another one belongs/],
		["whose key is not that of what was seen", signedLine(layer("1", { observed: [] }), key), /another one belongs/],
		["of a record of a newer form", signedLine(layer("1", { format: 9 as 1 }), key), /newer diskwright/],
		["that is cut off", line.slice(0, 100), /damaged or not signed/],
		["that is a page of errors", "<html>not found</html>", /damaged or not signed/],
		["of nothing", "null", /damaged or not signed/],
	])("%s", (_, text, why) => {
		const { layers, refused } = readIndex(`${text}\n`, declaredKey, [key.public]);
		expect(layers).toEqual([]);
		expect(refused).toEqual([expect.stringMatching(why)]);
		// What is right beside it counts.
		expect(readIndex(`${text}\n${line}\n`, declaredKey, [key.public]).layers).toHaveLength(1);
	});
});

test("a list has the newest lines first, one of each layer, and sixteen at most", () => {
	let text = "garbage\n";
	for (let number = 0; number < 20; number += 1) text = withLine(text, signedLine(layer(String(number)), key));
	text = withLine(text, signedLine(layer("19"), stranger));
	const { layers, refused } = readIndex(text, declaredKey, [key.public, stranger.public]);
	expect(refused).toEqual([]);
	expect(layers.map(({ record }) => record.observed[0]?.value)).toEqual(
		Array.from({ length: 16 }, (_, index) => String(19 - index)),
	);
});

describe("a key is told from what is none, and nothing of it is in the error", () => {
	test.each([
		["a private key", pair.private],
		["too short", "ed25519:AAAA"],
		["another kind", "ssh-ed25519 AAAA"],
		["nothing", ""],
	])("%s", (_, text) => {
		expect(() => parsePublicKey(text)).toThrow(/public/);
		const quoted = text.split("\n")[1];
		if (quoted) expect(() => parsePublicKey(text)).not.toThrow(quoted);
	});
	test.each([["text"], [""], ["-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]])(
		"no private key: %j",
		(text) => expect(() => parseSigningKey(text)).toThrow("it holds no private key"),
	);
});

test("that a path of the host is there is not private, what was read of it is", () => {
	const privateHome = (path: string) => path.startsWith("/home/");
	const seen = (name: string) => isPrivate({ inputs: [], observed: [{ name, value: "1" }] }, privateHome);
	expect(["host path /home/me", "host file /usr/bin/git", "host folder /etc"].map(seen)).toEqual([false, false, false]);
	expect(["host file /home/me/key", "host folder /home/me"].map(seen)).toEqual([true, true]);
});

describe("a layer never leaves this machine", () => {
	test.each<[string, Partial<LayerRecord>]>([
		["that has read a file of the host", { observed: [{ name: "host file /usr/bin/git", value: "1" }] }],
		["that has listed a folder of the host", { observed: [{ name: "host folder /etc", value: "1" }] }],
		["that has seen a secret", { inputs: [{ name: "environment TOKEN", value: "secret 1f" }] }],
		["that stands on something private", { inputs: [PRIVATE_BELOW] }],
		["that is known by its content alone", { key: declaredKey }],
		["that is to be run again", { outside: ["mounted /x"] }],
	])("%s", (_, more) => {
		expect(isShareable(layer("1").record)).toBe(true);
		expect(isShareable({ ...layer("1").record, ...more })).toBe(false);
	});
});
