import { architectureName } from "./architecture.js";

export type Firmware = "bios" | "efi";

/** The machine that QEMU makes to boot the images of an architecture. */
export interface BootMachine {
	readonly program: string;
	/** QEMU's type of machine, with its options. */
	readonly type: string;
	/** The processor when it is emulated. */
	readonly processor: string;
	readonly firmwares: readonly Firmware[];
	readonly efi: EfiFirmware;
	/** Processors under which KVM runs it, in our words. */
	readonly kvmOn: string;
}

/** A build of the EFI firmware that QEMU starts. */
export interface EfiFirmware {
	/** By which HOST_TOOLS knows it. */
	readonly name: string;
	/** Where distributions put it. */
	readonly files: readonly { readonly code: string; readonly variables: string }[];
}

const efi = (name: string, ...files: (readonly [string, string])[]): EfiFirmware => ({
	name,
	files: files.map(([code, variables]) => ({ code: `/usr/share/${code}`, variables: `/usr/share/${variables}` })),
});

const PC: BootMachine = {
	program: "qemu-system-x86_64",
	type: "q35",
	processor: "max",
	firmwares: ["bios", "efi"],
	efi: efi(
		"OVMF",
		["OVMF/OVMF_CODE_4M.fd", "OVMF/OVMF_VARS_4M.fd"],
		["OVMF/OVMF_CODE.fd", "OVMF/OVMF_VARS.fd"],
		["edk2/ovmf/OVMF_CODE.fd", "edk2/ovmf/OVMF_VARS.fd"],
		["edk2/x64/OVMF_CODE.4m.fd", "edk2/x64/OVMF_VARS.4m.fd"],
	),
	kvmOn: "amd64",
};

const ARM = {
	program: "qemu-system-aarch64",
	firmwares: ["efi"],
} as const;

/** By DIB's names. `max` would emulate pointer authentication, which makes everything twice as slow. */
const MACHINES: Readonly<Record<string, BootMachine>> = {
	amd64: PC,
	i386: PC,
	arm64: {
		...ARM,
		type: "virt",
		processor: "cortex-a72",
		efi: efi(
			"AAVMF",
			["AAVMF/AAVMF_CODE.fd", "AAVMF/AAVMF_VARS.fd"],
			["edk2/aarch64/QEMU_EFI-pflash.raw", "edk2/aarch64/vars-template-pflash.raw"],
			["qemu/aavmf-aarch64-code.bin", "qemu/aavmf-aarch64-vars.bin"],
			["edk2/aarch64/QEMU_CODE.fd", "edk2/aarch64/QEMU_VARS.fd"],
		),
		kvmOn: "arm64",
	},
	armhf: {
		...ARM,
		// Debian's kernel cannot address what lies above 4 GiB.
		type: "virt,highmem=off",
		processor: "cortex-a15",
		efi: efi("AAVMF32", ["AAVMF/AAVMF32_CODE.fd", "AAVMF/AAVMF32_VARS.fd"]),
		kvmOn: "armhf",
	},
};

/** The machine for an architecture, by either of its names; undefined where we know none. */
export const bootMachine = (architecture: string): BootMachine | undefined => MACHINES[architectureName(architecture)];

/** What a boot test of an architecture calls, by the names of HOST_TOOLS. */
export function bootTools(architecture: string, efiPartition: boolean): readonly string[] {
	const machine = bootMachine(architecture);
	if (!machine) return [];
	return [machine.program, ...(efiPartition || !machine.firmwares.includes("bios") ? [machine.efi.name] : [])];
}
