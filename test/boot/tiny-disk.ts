import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TinyDisk {
	readonly path: string;
	readonly remove: () => void;
}

/**
 * A disk of 1 MiB whose boot sector writes `text` to the serial port and then stops, or switches the machine's
 * processor into a triple fault, which resets it.
 */
export function tinyDisk(text: string, options: { readonly reset?: boolean } = {}): TinyDisk {
	const folder = mkdtempSync(join(tmpdir(), "tiny-disk-"));
	const path = join(folder, "tiny, disk.raw");
	const disk = Buffer.alloc(1024 * 1024);
	bootSector(text, options.reset ?? false).copy(disk);
	writeFileSync(path, disk);
	return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** 16-bit code at 0x7c00: waits for the transmitter of COM1 before each byte of the text that follows it. */
export function bootSector(text: string, reset: boolean): Buffer {
	const sector = Buffer.alloc(512);
	const code = [
		...[0xfa], // cli
		...[0x31, 0xc0], // xor ax, ax
		...[0x8e, 0xd8], // mov ds, ax
		...[0xbe, 0x00, 0x7d], // mov si, 0x7d00: the text
		// next:
		...[0xac], // lodsb
		...[0x84, 0xc0], // test al, al
		...[0x74, 0x11], // jz done
		...[0x88, 0xc4], // mov ah, al
		...[0xba, 0xfd, 0x03], // mov dx, 0x3fd: line status
		// wait:
		...[0xec], // in al, dx
		...[0xa8, 0x20], // test al, 0x20
		...[0x74, 0xfb], // jz wait
		...[0x88, 0xe0], // mov al, ah
		...[0xb2, 0xf8], // mov dl, 0xf8: data
		...[0xee], // out dx, al
		...[0xeb, 0xea], // jmp next
		// done: reset through the keyboard controller, or stop for good
		...(reset ? [0xb0, 0xfe, 0xe6, 0x64] : []), // mov al, 0xfe; out 0x64, al
		...[0xf4, 0xeb, 0xfd], // hlt; jmp $-1
	];
	Buffer.from(code).copy(sector);
	Buffer.from(text, "latin1").copy(sector, 0x100);
	sector.writeUInt16LE(0xaa55, 510);
	return sector;
}
