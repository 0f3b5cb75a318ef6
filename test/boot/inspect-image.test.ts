import { describe, expect, it } from "vitest";
import { chooseFirmware, readHead } from "../../src/boot/inspect-image.js";
import { qemuArguments } from "../../src/boot/qemu-arguments.js";
import { type BootMachine, bootMachine } from "../../src/core/host/boot-machine.js";

const PC = bootMachine("amd64") as BootMachine;
const ARM64 = bootMachine("aarch64") as BootMachine;

const ESP = "28732ac11ff8d211ba4b00a0c93ec93b";
const LINUX = "af3dc60f838472478e793d69d8477de4";

function disk(options: { code?: boolean; mbrTypes?: number[]; gpt?: string[]; sector?: number }): Buffer {
	const { code = false, mbrTypes = [], gpt, sector = 512 } = options;
	const bytes = Buffer.alloc(32 * 1024);
	if (code) bytes.writeUInt8(0xeb, 0);
	for (const [index, type] of mbrTypes.entries()) bytes.writeUInt8(type, 446 + index * 16 + 4);
	bytes.writeUInt16LE(0xaa55, 510);
	if (gpt) {
		bytes.write("EFI PART", sector, "latin1");
		bytes.writeBigUInt64LE(2n, sector + 72);
		bytes.writeUInt32LE(128, sector + 80);
		bytes.writeUInt32LE(128, sector + 84);
		for (const [index, type] of gpt.entries()) bytes.write(type, 2 * sector + index * 128, "hex");
	}
	return bytes;
}

describe("the firmware an image needs", () => {
	it.each([
		["MBR with boot code", disk({ code: true, mbrTypes: [0x83] }), "bios"],
		["MBR with an EFI partition only", disk({ mbrTypes: [0xef, 0x83] }), "efi"],
		["GPT with boot code", disk({ code: true, mbrTypes: [0xee], gpt: [LINUX] }), "bios"],
		["GPT for EFI only", disk({ mbrTypes: [0xee], gpt: [LINUX, ESP] }), "efi"],
		["GPT for both", disk({ code: true, mbrTypes: [0xee], gpt: [ESP, LINUX] }), "efi"],
		["GPT with sectors of 4096 bytes", disk({ mbrTypes: [0xee], gpt: [ESP], sector: 4096 }), "efi"],
		["GPT without a way to boot", disk({ mbrTypes: [0xee], gpt: [LINUX] }), "bios"],
	])("%s", (_name, bytes, firmware) => {
		expect(chooseFirmware(readHead(bytes, "x.raw"), PC)).toBe(firmware);
		expect(chooseFirmware(readHead(bytes, "x.raw"), ARM64)).toBe("efi");
	});

	it("refuses bytes that are not a disk", () => {
		expect(() => readHead(Buffer.from("text"), "x.raw")).toThrow(/x\.raw has neither/);
	});
});

describe("qemuArguments", () => {
	const medium = { kind: "disk", path: "/a,b.raw", format: "raw" } as const;
	const machine = { machine: PC, medium, accelerator: "tcg", memoryMiB: 512, cpus: 1 } as const;

	it("never lets the machine write to the image, and escapes its name", () => {
		const args = qemuArguments({ ...machine, firmware: { kind: "bios" } });
		expect(args).toContain("-snapshot");
		expect(args.at(-1)).toBe("if=virtio,format=raw,file=/a,,b.raw");
		expect(args.join(" ")).not.toContain("pflash");
	});

	it("starts a kernel with its ramdisk and no disk at all", () => {
		const ramdisk = { kind: "ramdisk", kernel: "/k", initramfs: "/i", append: "console=ttyS0 quiet" } as const;
		const args = qemuArguments({ ...machine, medium: ramdisk, firmware: { kind: "bios" } });
		expect(args.slice(-6)).toEqual(["-kernel", "/k", "-initrd", "/i", "-append", "console=ttyS0 quiet"]);
		expect(args).not.toContain("-drive");
	});

	it("adds the EFI firmware read-only", () => {
		const args = qemuArguments({ ...machine, firmware: { kind: "efi", code: "/code.fd", variables: "/tmp/v.fd" } });
		expect(args).toContain("if=pflash,unit=0,format=raw,readonly=on,file=/code.fd");
	});

	it.each([
		["amd64", "tcg", "q35,accel=tcg", "max"],
		["i386", "kvm", "q35,accel=kvm", "host,arch-capabilities=off"],
		["arm64", "tcg", "virt,accel=tcg", "cortex-a72"],
		["arm64", "kvm", "virt,accel=kvm", "host"],
		["armhf", "tcg", "virt,highmem=off,accel=tcg", "cortex-a15"],
	] as const)("makes a machine for %s under %s", (architecture, accelerator, type, processor) => {
		const firmware = { kind: "efi", code: "/code.fd", variables: "/v.fd" } as const;
		const own = bootMachine(architecture) as BootMachine;
		const args = qemuArguments({ ...machine, machine: own, accelerator, firmware }).join(" ");
		expect(args).toContain(`-machine ${type} -cpu ${processor} -smp 1`);
	});
});
