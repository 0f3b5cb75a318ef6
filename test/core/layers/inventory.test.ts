import fc from "fast-check";
import { expect, test } from "vitest";
import {
	firstFault,
	type InventoryEntry,
	inventoryIdentity,
	inventoryText,
	parseInventory,
} from "../../../src/core/layers/inventory.js";
import { parseRecord, recordText } from "../../../src/core/layers/record.js";

const bytes = fc.string({
	unit: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)),
	maxLength: 12,
});
const number = fc.nat();
const entry: fc.Arbitrary<InventoryEntry> = fc.record(
	{
		path: bytes,
		kind: fc.constantFrom("d", "f", "l", "c", "b", "p", "s"),
		mode: fc.integer({ min: 0, max: 0o7777 }),
		uid: number,
		gid: number,
		size: number,
		mtime: fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }).map(String),
		device: number,
		sameAs: bytes,
		content: fc.constant("ab".repeat(32)),
		target: bytes,
		attributes: fc.dictionary(
			bytes.filter((name) => name !== ""),
			fc.constantFrom("", "00ff", "79"),
			{ minKeys: 1, maxKeys: 3, noNullPrototype: true },
		),
	},
	{ requiredKeys: ["path", "kind", "mode", "uid", "gid", "size", "mtime", "device"] },
);
const entries = fc.uniqueArray(entry, { selector: ({ path }) => path, minLength: 1, maxLength: 8 });

test("names and values of any bytes come back as they were", () => {
	fc.assert(
		fc.property(entries, (list) => {
			const sorted = [...list].sort((one, other) => (one.path < other.path ? -1 : 1));
			expect(parseInventory(inventoryText(list))).toEqual(sorted);
		}),
	);
});

test("an inventory that is cut anywhere but at a line's end is refused, at one it has another digest", () => {
	const text = inventoryText([FILE, { ...FILE, path: "b" }]);
	for (let length = 0; length < text.length; length += 1) {
		const cut = text.slice(0, length);
		if (cut.endsWith("\n")) continue;
		expect(() => parseInventory(cut)).toThrow("inventory");
	}
});

test("the identity of what a layer shows is that of everything but times", () => {
	const identity = inventoryIdentity([FILE]);
	expect(inventoryIdentity([{ ...FILE, mtime: "7" }])).toBe(identity);
	const others: Partial<InventoryEntry>[] = [
		{ path: "b" },
		{ kind: "c" },
		{ mode: 0o755 },
		{ uid: 1 },
		{ gid: 1 },
		{ size: 2 },
		{ device: 1 },
		{ sameAs: "z" },
		{ content: "00" },
		{ target: "z" },
		{ attributes: { "trusted.overlay.opaque": "79" } },
	];
	expect(new Set(others.map((other) => inventoryIdentity([{ ...FILE, ...other }]))).size).toBe(others.length);
	for (const other of others) expect(inventoryIdentity([{ ...FILE, ...other }])).not.toBe(identity);
});

test("the first fault is named: missing, changed, added; contents only where they were read", () => {
	const whole = { contents: true };
	expect(firstFault([FILE], [FILE], whole)).toBeUndefined();
	expect(firstFault([FILE], [], whole)).toBe("/a is missing");
	expect(firstFault([FILE], [FILE, { ...FILE, path: "b" }], whole)).toBe("/b was added");
	expect(firstFault([FILE], [{ ...FILE, size: 9 }], { contents: false })).toBe("/a is not as it was");
	const { content: _, ...unread } = FILE;
	expect(firstFault([FILE], [unread], { contents: false })).toBeUndefined();
	expect(firstFault([FILE], [{ ...FILE, content: "00" }], whole)).toBe("/a is not as it was");
});

const FILE: InventoryEntry = {
	...{ path: "a", kind: "f", mode: 0o644, uid: 0, gid: 0, size: 1, mtime: "5", device: 0 },
	content: "ab".repeat(32),
};

const RECORD = {
	format: 1 as const,
	key: "a".repeat(64),
	declaredKey: "b".repeat(64),
	task: "install/50-x",
	image: "web",
	made: 5,
	ms: 5,
	by: "0.1.0",
	depth: 3,
	inputs: [{ name: "umask", value: "0022" }],
	observed: [],
	outside: [],
};

test("a record comes back; one that is cut, damaged or newer says so", () => {
	const text = recordText(RECORD);
	expect(parseRecord(text)).toEqual(RECORD);
	// Its last byte is a newline.
	for (let length = 0; length < text.length - 1; length += 1) {
		expect(() => parseRecord(text.slice(0, length))).toThrow("cut off or damaged");
	}
	expect(() => parseRecord(JSON.stringify({ ...RECORD, format: 2, more: 1 }))).toThrow("newer diskwright");
	expect(() => parseRecord(JSON.stringify({ ...RECORD, key: "../../etc" }))).toThrow("damaged (key)");
	expect(() => parseRecord(JSON.stringify({ ...RECORD, made: -1 }))).toThrow("damaged (made)");
	expect(() => parseRecord(JSON.stringify({ ...RECORD, extra: 1 }))).toThrow("damaged");
	for (const text of ["null", "7", "[]", '"x"']) expect(() => parseRecord(text)).toThrow("damaged");
});
