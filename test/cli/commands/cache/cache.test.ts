import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findLayer } from "../../../../src/cli/commands/cache/find-layer.js";
import { listText, showText } from "../../../../src/cli/commands/cache/layer-text.js";
import { cacheFolders } from "../../../../src/cli/commands/cache/open-stores.js";
import { NEVER_COUNTED } from "../../../../src/core/layers/environment.js";
import { LAYER_LIMITS } from "../../../../src/core/layers/forget.js";
import type { LayerRecord } from "../../../../src/core/layers/record.js";
import { layerLimits } from "../../../../src/core/run/storage-limits.js";
import type { ListedEntry } from "../../../../src/layers/store/list.js";

const NOW = 1_800_000_000_000;
const record: LayerRecord = {
	...{ format: 1, key: "1".repeat(64), declaredKey: "2".repeat(64), task: "install/50-x", image: "web" },
	...{ made: NOW - 3_600_000, ms: 1200, by: "0.1.0", depth: 3, outside: [] },
	inputs: [{ name: "umask", value: "0022" }],
	observed: [{ name: "content of lib/\u001b[31mx", value: "aa" }],
	layer: { inventory: "3".repeat(64), identity: "4".repeat(64), entries: 5, bytes: 5 << 20 },
};
const entry = (more: Partial<ListedEntry> = {}): ListedEntry => ({
	...{
		key: record.key,
		declaredKey: record.declaredKey,
		path: "/c/x",
		record,
		bytes: 5 << 20,
		used: NOW - 60_000,
		inUse: false,
	},
	...more,
});

test("layers are listed by their last use, with what is special about them, and the bounds", () => {
	const { record: _, ...broken } = entry({
		key: "5".repeat(64),
		damaged: "its record is cut off or damaged",
		used: 0,
		bytes: 10,
	});
	const { layer: __, ...note } = record;
	const again = entry({
		key: "6".repeat(64),
		record: { ...note, outside: ["mounted /x (tmpfs)"] },
		bytes: 0,
		used: NOW,
	});
	expect(listText([broken, entry({ inUse: true }), again], LAYER_LIMITS, NOW)).toBe(
		`666666666666  install/50-x  web  -     just now  is run again in every build
111111111111  install/50-x  web  5.0M  1m ago    in use
555555555555  ?             ?    10B   57y ago   its record is cut off or damaged

3 layers take 5.0M; 5.0G stay, beyond that what was used within 30 days, 20G at most, while 5.0G are free
`,
	);
	expect(listText([], LAYER_LIMITS, NOW)).toBe("No layers are kept yet.\n");
});

test("a layer shows what it was made from, clean for a terminal", () => {
	const text = showText(entry(), NOW);
	expect(text).toContain("install/50-x of web, took 1s");
	expect(text).toContain("what was known before it ran:\n    umask: 0022");
	expect(text).toMatch(/what it was seen to read:\n {4}content of lib\/.*x: aa/);
	expect(text).not.toContain("\u001b");
});

test("the beginning of a key is enough where it fits one layer", () => {
	const entries = [entry(), entry({ key: `12${"0".repeat(62)}` })];
	expect(findLayer(entries, "11").key).toBe(record.key);
	expect(() => findLayer(entries, "1")).toThrow("1 fits 2 layers");
	expect(() => findLayer(entries, "9")).toThrow("there is no layer 9");
	expect(() => findLayer(entries, "")).toThrow("there is no layer");
});

test("root's layers lie in the folder for downloads, those of builds by way of sudo in the system's", () => {
	const place = { env: { HOME: "/root", DIB_IMAGE_CACHE: "/big", DIB_IMAGE_SIZE: "nonsense" }, cwd: "/" };
	expect(cacheFolders(place, true)).toEqual(["/big", "/var/cache/diskwright"]);
	expect(cacheFolders(place, false)).toEqual(["/var/cache/diskwright"]);
});

test("bounds come from variables; what is reserved is never more than the size", () => {
	expect(layerLimits({})).toEqual(LAYER_LIMITS);
	expect(layerLimits({ DISKWRIGHT_LAYERS_SIZE: "1GiB", DISKWRIGHT_LAYERS_DAYS: "7" })).toEqual({
		...{ most: 2 ** 30, reserved: 2 ** 30, minimumFree: LAYER_LIMITS.minimumFree, keepMs: 7 * 86_400_000 },
	});
	expect(() => layerLimits({ DISKWRIGHT_LAYERS_FREE: "much" })).toThrow("DISKWRIGHT_LAYERS_FREE");
});

test("the page on caching names every variable that never counts", () => {
	const page = readFileSync(join(import.meta.dirname, "../../../../docs/caching.md"), "utf8");
	const [, paragraph = ""] = /^These variables never count[^:]*:([^.]*)\./m.exec(page) ?? [];
	expect([...paragraph.matchAll(/`([^`]+)`/g)].map(([, name]) => name)).toEqual(NEVER_COUNTED);
});
