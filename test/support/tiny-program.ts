import { writeFileSync } from "node:fs";

/** Where a program is loaded. */
const BASE = 0x400000;
const HEADERS = 64 + 56;

/** Writes a program of arm64 that says `text` and ends with 0; it needs nothing but a kernel. */
export function writeArm64Program(file: string, text: string): void {
	const code = [
		0xd2800020, // mov x0, 1: standard output
		0x100000e1, // adr x1, 28 bytes from here: the text
		0xd2800002 | (text.length << 5), // mov x2, its length
		0xd2800808, // mov x8, 64: write
		0xd4000001, // svc 0
		0xd2800000, // mov x0, 0
		0xd2800ba8, // mov x8, 93: exit
		0xd4000001, // svc 0
	];
	const size = HEADERS + 4 * code.length + text.length;
	const bytes = Buffer.alloc(size);
	bytes.write("7f454c46020101", 0, "hex"); // 64 bits, little-endian
	bytes.writeUInt16LE(2, 16); // a program
	bytes.writeUInt16LE(183, 18); // of AArch64
	bytes.writeUInt32LE(1, 20);
	bytes.writeBigUInt64LE(BigInt(BASE + HEADERS), 24); // that begins after the headers
	bytes.writeBigUInt64LE(64n, 32);
	bytes.writeUInt16LE(64, 52);
	bytes.writeUInt16LE(56, 54);
	bytes.writeUInt16LE(1, 56);
	bytes.writeUInt32LE(1, 64); // the one segment: the whole file, read and run
	bytes.writeUInt32LE(5, 68);
	for (const at of [80, 88]) bytes.writeBigUInt64LE(BigInt(BASE), at);
	for (const at of [96, 104]) bytes.writeBigUInt64LE(BigInt(size), at);
	bytes.writeBigUInt64LE(0x1000n, 112);
	for (const [index, word] of code.entries()) bytes.writeUInt32LE(word >>> 0, HEADERS + 4 * index);
	bytes.write(text, HEADERS + 4 * code.length, "latin1");
	writeFileSync(file, bytes, { mode: 0o755 });
}
