import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { assertSharedLayers } from "../../../src/cli/build/check-shared-layers.js";
import { withoutLayerFlags, withoutLayerVariables } from "../../../src/core/planning/layer-flags.js";
import type { BuildSettings } from "../../../src/core/planning/plan.js";
import { parseRemote, SHARED_LAYERS } from "../../../src/core/settings/shared-layers.js";
import { makeSigningKey, readSigningKey } from "../../../src/layers/remote/key-file.js";

const folder = mkdtempSync(join(tmpdir(), "shared-layers-"));
afterAll(() => rmSync(folder, { recursive: true }));
const key = join(folder, "key.pem");
const { public: trusted } = makeSigningKey(key);
const layersRemote = "http://127.0.0.1:1/layers";
const check = (settings: Partial<BuildSettings>) => () =>
	assertSharedLayers({ layers: true, ...settings } as BuildSettings);

test("a private key is made once, for its owner alone, and told of by its public one", () => {
	expect(statSync(key).mode & 0o777).toBe(0o600);
	expect(makeSigningKey(key)).toEqual({ public: trusted, made: false });
	expect(readSigningKey(key).public).toBe(trusted);
	expect(() => makeSigningKey(join(folder, "absent/key"))).toThrow(/cannot be written/);
});

describe("before a build it is told what is missing for shared layers", () => {
	test.each<[string, Partial<BuildSettings>, RegExp | undefined]>([
		["nothing of it", {}, undefined],
		["all of it", { layersRemote, layersTrust: [trusted], layersKey: key, layersPush: true }, undefined],
		["one's own key is trusted", { layersRemote, layersKey: key }, undefined],
		["nobody is trusted", { layersRemote }, /none is named/],
		["no key to push with", { layersRemote, layersTrust: [trusted], layersPush: true }, /no key to sign/],
		["no folder to push into", { layersKey: key, layersPush: true }, /none is named/],
		["a key that is not there", { layersRemote, layersKey: join(folder, "absent") }, /there is no such file/],
		["without layers nothing counts", { layers: false, layersPush: true }, undefined],
	])("%s", (_, settings, complaint) => {
		if (complaint) expect(check(settings)).toThrow(complaint);
		else expect(check(settings)).not.toThrow();
	});

	test("a key that others may read, or that is none", () => {
		const file = join(folder, "other");
		writeFileSync(file, readFileSync(key));
		chmodSync(file, 0o644);
		expect(check({ layersRemote, layersKey: file })).toThrow(/others may read it/);
		chmodSync(file, 0o600);
		writeFileSync(file, "no key");
		expect(check({ layersRemote, layersKey: file })).toThrow(/it holds no private key/);
	});
});

test("the address is that of a folder, and has a login in the variable alone", () => {
	const row = SHARED_LAYERS["layers-remote"];
	expect(parseRemote("it", "https://cache.example/a/")).toBe("https://cache.example/a");
	for (const address of [
		"cache.example",
		"ftp://cache.example/a",
		"http://cache.example/a?b",
		"http://cache.example/#a",
	]) {
		expect(() => parseRemote("it", address)).toThrow(/^it n/);
		expect(row.schema.safeParse(address).success).toBe(false);
	}
	const login = "http://me:hidden@cache.example/a";
	expect(parseRemote("it", login)).toBe(login);
	const refused = row.schema.safeParse(login);
	expect(JSON.stringify(refused.error?.issues)).toContain("DISKWRIGHT_LAYERS_REMOTE");
	expect(JSON.stringify(refused.error?.issues)).not.toContain("hidden");
});

test("no hook is told how layers are shared", () => {
	const words = [
		"web",
		"--layers-remote",
		"http://x/",
		"--layers-trust=k",
		"--layers-key",
		"k.pem",
		"--layers-push",
		"-x",
	];
	expect(withoutLayerFlags(words)).toEqual(["web", "-x"]);
	expect(withoutLayerVariables({ DISKWRIGHT_LAYERS_REMOTE: "x", DISKWRIGHT_OTHER: "y" })).toEqual({
		DISKWRIGHT_OTHER: "y",
	});
});
