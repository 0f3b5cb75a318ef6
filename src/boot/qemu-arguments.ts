import type { BootMachine } from "../core/host/boot-machine.js";
import type { FirmwareFiles } from "./firmware.js";

export type Accelerator = "kvm" | "tcg";

/** What a machine starts: a disk, or a kernel that brings its file system along. Paths are absolute. */
export type BootMedium =
	| { readonly kind: "disk"; readonly path: string; readonly format: string }
	| { readonly kind: "ramdisk"; readonly kernel: string; readonly initramfs: string; readonly append: string };

export interface MachineSettings {
	readonly machine: BootMachine;
	readonly medium: BootMedium;
	readonly accelerator: Accelerator;
	readonly firmware: FirmwareFiles;
	readonly memoryMiB: number;
	readonly cpus: number;
}

/** QEMU's arguments for a machine with the image as its only disk, or none, no network, and the serial port on stdout. */
export function qemuArguments({ machine, medium, accelerator, ...settings }: MachineSettings): string[] {
	return [
		["-nodefaults", "-no-user-config", "-no-reboot"],
		["-machine", `${machine.type},accel=${accelerator}`],
		["-cpu", accelerator === "kvm" ? hostProcessor(machine) : machine.processor],
		["-smp", String(settings.cpus)],
		["-m", String(settings.memoryMiB)],
		["-display", "none", "-vga", machine.firmwares.includes("bios") ? "std" : "none", "-monitor", "none"],
		["-serial", "stdio"],
		["-object", "rng-random,id=entropy,filename=/dev/urandom", "-device", "virtio-rng-pci,rng=entropy"],
		firmwareDrives(settings.firmware),
		// Every write, to the variables of the firmware too, goes to a file without a name; what is given is opened read-only.
		["-snapshot"],
		mediumArguments(medium),
	].flat();
}

function mediumArguments(medium: BootMedium): string[] {
	if (medium.kind === "ramdisk") {
		return ["-kernel", medium.kernel, "-initrd", medium.initramfs, "-append", medium.append];
	}
	return ["-drive", `if=virtio,format=${medium.format},file=${escapeValue(medium.path)}`];
}

/** On PCs without arch-capabilities: QEMU aborts where a nested host refuses to set that register. */
const hostProcessor = ({ kvmOn }: BootMachine) => (kvmOn === "amd64" ? "host,arch-capabilities=off" : "host");

function firmwareDrives(firmware: FirmwareFiles): string[] {
	if (firmware.kind === "bios") return [];
	return [
		"-drive",
		`if=pflash,unit=0,format=raw,readonly=on,file=${escapeValue(firmware.code)}`,
		"-drive",
		`if=pflash,unit=1,format=raw,file=${escapeValue(firmware.variables)}`,
	];
}

/** A comma ends a value in QEMU's option lists unless it is doubled. */
const escapeValue = (value: string) => value.replaceAll(",", ",,");
