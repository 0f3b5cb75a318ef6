import { expect, test } from "vitest";
import { FAN, parseFanotifyEvents } from "../../../src/core/layers/fanotify-events.js";

/** An event as the kernel writes it: metadata, then a record with a folder's handle and a name. */
function event(mask: bigint, type = 2, name = "50-x", version = 3): Buffer {
	const text = Buffer.from(`${name}\0`);
	const record = Buffer.alloc((4 + 8 + 8 + 8 + text.length + 7) & ~7);
	record.writeUInt8(type, 0);
	record.writeUInt16LE(record.length, 2);
	record.write("0102030405060708", 4, "hex");
	record.writeUInt32LE(8, 12);
	record.writeInt32LE(1, 16);
	record.write("aabbccddeeff0011", 20, "hex");
	text.copy(record, 28);
	const head = Buffer.alloc(24);
	head.writeUInt32LE(24 + record.length, 0);
	head.writeUInt8(version, 4);
	head.writeUInt16LE(24, 6);
	head.writeBigUInt64LE(mask, 8);
	head.writeInt32LE(-1, 16);
	head.writeInt32LE(77, 20);
	return Buffer.concat([head, record]);
}

test("events are taken apart: what happened, who did it, folder and name", () => {
	const [one, other] = parseFanotifyEvents(Buffer.concat([event(FAN.open), event(FAN.open | FAN.isFolder, 3, "")]));
	const folder = { fsid: "0102030405060708", handle: "01000000aabbccddeeff0011" };
	expect(one).toEqual({ mask: FAN.open, pid: 77, folder, name: "50-x" });
	expect(other).toEqual({ mask: FAN.open | FAN.isFolder, pid: 77, folder, name: "." });
});

test("an overflow has no folder", () => {
	const overflow = event(FAN.overflow).subarray(0, 24);
	overflow.writeUInt32LE(24, 0);
	expect(parseFanotifyEvents(overflow)).toEqual([{ mask: FAN.overflow, pid: 77 }]);
});

test("another version, or lengths that cannot be, are refused rather than guessed", () => {
	expect(() => parseFanotifyEvents(event(FAN.open, 2, "x", 4))).toThrow("unknown way");
	const long = event(FAN.open);
	long.writeUInt32LE(4000, 0);
	expect(() => parseFanotifyEvents(long)).toThrow("unknown way");
	long.writeUInt32LE(0, 0);
	expect(() => parseFanotifyEvents(long)).toThrow("unknown way");
	expect(() => parseFanotifyEvents(event(FAN.open).subarray(0, 10))).toThrow("unknown way");
});
