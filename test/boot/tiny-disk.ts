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

/** 16-bit code at 0x7c00 that writes the text behind it. */
export function bootSector(text: string, reset: boolean): Buffer {
	const sector = Buffer.alloc(512);
	const code = [
		...[0xfa], // cli
		...[0x31, 0xc0], // xor ax, ax
		...[0x8e, 0xd8], // mov ds, ax
		...writeText(0x7d00, reset),
	];
	Buffer.from(code).copy(sector);
	Buffer.from(text, "latin1").copy(sector, 0x100);
	sector.writeUInt16LE(0xaa55, 510);
	return sector;
}

/** A Linux kernel of three sectors, whose part in 16-bit mode writes `text` to the serial port and then stops. */
export function tinyKernel(text: string): Buffer {
	const kernel = Buffer.alloc(3 * 512);
	kernel[0x1f1] = 1; // one sector of setup behind the boot sector
	kernel.writeUInt16LE(0xaa55, 510);
	kernel.writeUInt16LE(0x3eeb, 0x200); // jmp 0x240
	kernel.write("HdrS", 0x202, "latin1");
	kernel.writeUInt16LE(0x0202, 0x206); // boot protocol 2.02
	kernel[0x211] = 1; // the rest of it is loaded high
	const code = [
		...[0xfa], // cli
		...[0x8c, 0xc8], // mov ax, cs: where the setup is, 0x200 behind the boot sector
		...[0x2d, 0x20, 0x00], // sub ax, 0x20
		...[0x8e, 0xd8], // mov ds, ax
		...writeText(0x300, false),
	];
	Buffer.from(code).copy(kernel, 0x240);
	kernel.write(text, 0x300, "latin1");
	return kernel;
}

/** Waits for the transmitter of COM1 before each byte of the text at `address`, which a zero ends. */
function writeText(address: number, reset: boolean): number[] {
	return [
		...[0xbe, address & 0xff, address >> 8], // mov si, address
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
}
