import { expect, test } from "vitest";
import { withLayer } from "../../../src/core/kept-image/merge-layers.js";
import { imageDifference, imageInputs } from "../../../src/core/layers/image-reads.js";
import type { ImageTree } from "../../../src/core/layers/image-tree.js";
import type { InventoryEntry } from "../../../src/core/layers/inventory.js";

const entry = (path: string, kind: string, more: Partial<InventoryEntry> = {}): InventoryEntry => ({
	...{ path, kind, mode: 0o755, uid: 0, gid: 0, size: kind === "f" ? 3 : 0, mtime: "1000", device: 0 },
	...more,
});
const file = (path: string, content: string, more: Partial<InventoryEntry> = {}) =>
	entry(path, "f", { content, ...more });
const folder = (path: string) => entry(path, "d");
const link = (path: string, target: string) => entry(path, "l", { target });
const gone = (path: string) => entry(path, "c");

const treeOf = (...layers: InventoryEntry[][]): ImageTree =>
	layers.reduce<ImageTree>((tree, layer, index) => withLayer(tree, [folder(""), ...layer], index), undefined);

const BASE = [
	...[folder("etc"), folder("data"), folder("data/in"), link("bin", "data"), file("data/in/c", "c")],
	...[file("etc/a", "a"), file("etc/b", "b"), file("data/d", "d"), file("data/e", "e", { sameAs: "data/d" })],
];

interface Run {
	readonly opened?: string[];
	readonly changes?: InventoryEntry[];
	readonly text?: string;
	readonly paths?: string[];
}

/** The first thing for which a layer of a hook that did this on BASE is not good on another tree; undefined when it is good. */
function changed(now: ImageTree, { opened = [], changes = [], text = "", paths = [] }: Run): string | undefined {
	const texts = [{ text, paths: new Set(paths) }];
	const inputs = imageInputs({ tree: treeOf(BASE), reads: { opened }, changes, texts });
	return imageDifference(inputs ?? [], now)?.name;
}

const other = treeOf(BASE, [folder("etc"), file("etc/a", "x", { mtime: "2000", size: 4 })]);

test("a hook that has opened nothing that differs is not run again", () => {
	expect(changed(other, { opened: ["etc/b", "data", "nowhere"] })).toBeUndefined();
	expect(changed(treeOf([], BASE), { opened: ["etc/a", "etc"] })).toBeUndefined();
});

test("a file that it has opened counts by its content, also when its name is gone since", () => {
	expect(changed(other, { opened: ["etc/a"] })).toBe("image file /etc/a");
	expect(changed(other, { opened: ["etc/a (deleted)"] })).toBe("image file /etc/a");
});

test("a file that it has renamed, joined, removed or given away without opening it counts by its content", () => {
	expect(changed(other, { changes: [gone("etc/a"), file("etc/new", "a")] })).toBe("image file /etc/a");
	expect(changed(other, { changes: [file("etc/a", "a", { mode: 0o600 })] })).toBe("image file /etc/a");
	const inside = treeOf(BASE, [folder("data"), folder("data/in"), file("data/in/c", "x")]);
	expect(changed(inside, { changes: [gone("data/in")] })).toBe("image file /data/in/c");
});

test("of a folder that it has listed the lengths and ages of its files count", () => {
	expect(changed(other, { opened: ["etc"] })).toBe("image folder /etc");
	expect(changed(other, { opened: [""] })).toBeUndefined();
});

test("names, modes, links and what is empty count anywhere in the tree", () => {
	const with_ = (...more: InventoryEntry[]) => treeOf(BASE, [folder("etc"), ...more]);
	for (const tree of [
		with_(file("etc/new", "n")),
		with_(gone("etc/b")),
		with_(file("etc/b", "b", { mode: 0o600 })),
		with_(file("etc/b", "b", { uid: 1 })),
		with_(file("etc/b", "b", { size: 0 })),
		with_(file("etc/b", "b", { attributes: { "security.capability": "00" } })),
		with_(link("bin", "etc")),
		treeOf(BASE, [folder("data"), file("data/e", "e")]),
	])
		expect(changed(tree, {})).toBe("names in the image");
});

test("a file that a hook's text names counts by its length and age, one that was opened only where the text asks for such", () => {
	expect(changed(other, { paths: ["/etc/a"] })).toBe("image path /etc/a");
	const touched = treeOf(BASE, [folder("etc"), file("etc/a", "a", { mtime: "2000" })]);
	expect(changed(touched, { opened: ["etc/a"], paths: ["/etc/a"], text: "cat /etc/a" })).toBeUndefined();
	expect(changed(touched, { opened: ["etc/a"], paths: ["/etc/a"], text: "[ /etc/a -nt /x ]" })).toBe(
		"image path /etc/a",
	);
});

test("nothing can be told where not all was seen, or a folder was renamed with what is in it", () => {
	const tree = treeOf(BASE);
	const moved = entry("moved", "d", { attributes: { "trusted.overlay.redirect": "2f65" } });
	expect(imageInputs({ tree, reads: { opened: [], unknown: "lost" }, changes: [], texts: [] })).toBeUndefined();
	expect(imageInputs({ tree, reads: { opened: [] }, changes: [moved], texts: [] })).toBeUndefined();
	expect(imageInputs({ tree: undefined, reads: { opened: [] }, changes: [], texts: [] })).toBeUndefined();
});
