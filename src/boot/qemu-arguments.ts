import { createHash } from "node:crypto";
import { access, constants, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { cpus, release } from "node:os";
import { join } from "node:path";
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

/**
 * True when KVM is worth a try: the device is there and it is not known to fail on this host. That the device opens
 * proves nothing: there are hosts on which firmware and boot loader run under it and every kernel hangs.
 */
export async function mayTryKvm(cacheDir: string | undefined): Promise<boolean> {
	const usable = await access("/dev/kvm", constants.R_OK | constants.W_OK).then(
		() => true,
		() => false,
	);
	return usable && (await recallKvm(cacheDir)) !== false;
}

/** Whether a kernel was seen to run under KVM on this host; undefined when nobody tried. */
async function recallKvm(cacheDir: string | undefined): Promise<boolean | undefined> {
	if (!cacheDir) return undefined;
	try {
		const { works } = JSON.parse(await readFile(proofFile(cacheDir), "utf8")) as { works?: unknown };
		return typeof works === "boolean" ? works : undefined;
	} catch {
		// No proof, or an unreadable one: another try costs seconds.
		return undefined;
	}
}

/** Keeps what was seen, for this kernel and this processor. */
export async function rememberKvm(cacheDir: string | undefined, works: boolean): Promise<void> {
	if (!cacheDir || (await recallKvm(cacheDir)) === works) return;
	await mkdir(cacheDir, { recursive: true });
	const file = proofFile(cacheDir);
	const proof = { works, kernel: release(), processor: processor() };
	await writeFile(`${file}.${process.pid}`, `${JSON.stringify(proof)}\n`);
	await rename(`${file}.${process.pid}`, file);
}

function proofFile(cacheDir: string): string {
	const key = createHash("sha256").update(`${release()}\n${processor()}`).digest("hex").slice(0, 12);
	return join(cacheDir, `kvm-${key}.json`);
}

const processor = () => cpus()[0]?.model ?? "unknown";
