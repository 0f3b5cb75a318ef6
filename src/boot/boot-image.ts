import { UserError } from "../core/errors.js";
import { type BootMachine, bootMachine, type Firmware } from "../core/host/boot-machine.js";
import { requireTool } from "../host/require-tool.js";
import { findRamdisk } from "./find-ramdisk.js";
import { type FirmwareFiles, findFirmware } from "./firmware.js";
import { hostProcessor, imageArchitecture } from "./image-architecture.js";
import { chooseFirmware, inspectImage } from "./inspect-image.js";
import { type Accelerator, type BootMedium, mayTryKvm, qemuArguments, rememberKvm } from "./qemu-arguments.js";
import { type Attempt, PANIC, runMachine } from "./run-machine.js";

export interface BootOptions {
	/**
	 * Path of a disk image, or of one file of a ramdisk (`NAME.kernel`, `NAME.initramfs`), the other lying beside it.
	 * It is opened read-only: what the machine writes goes to a temporary file.
	 */
	readonly image: string;
	/** What the image was built for; unless given, what the manifest beside it says, else the host's own. */
	readonly architecture?: string;
	/** Makes `image` a kernel that starts with this initramfs. */
	readonly initramfs?: string;
	/** More words for the command line of a ramdisk's kernel, after `console=ttyS0`. */
	readonly append?: string;
	/** QEMU's name of the image's format; detected unless given. */
	readonly format?: string;
	/**
	 * What the serial console must show, matched line by line; a string is a regular expression. Default `login: `, for a
	 * ramdisk also the prompt of a shell.
	 */
	readonly until?: RegExp | string;
	/** For everything together, a second try without KVM included. Default 300. */
	readonly timeoutSeconds?: number;
	/** `auto`: EFI when the image has an EFI system partition and no BIOS boot code, or its machine knows nothing else. */
	readonly firmware?: Firmware | "auto";
	/** False: do not even try KVM. */
	readonly kvm?: boolean;
	/** Default 1024; 2048 for a ramdisk, all of which lies in memory, twice while it is unpacked. */
	readonly memoryMiB?: number;
	readonly cpus?: number;
	/** The console as it arrives, without escape sequences; lines end with a newline. */
	readonly onOutput?: (text: string) => void;
	/** What the boot test itself has to say, one sentence at a time. */
	readonly onNote?: (text: string) => void;
	/** Ends the machine; bootImage then throws the signal's reason. */
	readonly signal?: AbortSignal;
	/** Where it is remembered whether KVM works on this host; not remembered unless given. */
	readonly cacheDir?: string;
}

export interface BootResult {
	readonly matched: boolean;
	/** From the start of the machine that `accelerator` names to the match or the end. */
	readonly seconds: number;
	readonly accelerator: Accelerator;
	readonly architecture: string;
	readonly firmware: Firmware;
	/** Why it ended, one sentence. */
	readonly reason: string;
	/** The end of the console's output, or of what QEMU said. */
	readonly lastLines: readonly string[];
	/** QEMU's exit status, when it ended by itself. */
	readonly exitCode?: number;
}

const BOOTING = "booting an image";

/** How long a machine under KVM may be silent before its kernel's first line. A stuck one is silent for ever. */
const KVM_SILENCE_SECONDS = 10;

/**
 * Boots an image or a ramdisk under QEMU until its serial console shows `until`, without changing it.
 * KVM counts as working only when the image's own kernel prints under it; otherwise the machine is started again
 * under TCG. Throws UserError: `image-not-found`, `bad-image`, `bad-pattern`, `no-machine`, `no-firmware`, `missing-tool`,
 * and those of findRamdisk.
 */
export async function bootImage(options: BootOptions): Promise<BootResult> {
	const architecture = options.architecture ?? (await imageArchitecture(options.image));
	const machine = machineFor(architecture);
	const { medium, defaults } = await chooseMedium(options, machine);
	const until = toPattern(options.until ?? defaults.until);
	const { firmware: wanted = "auto" } = options;
	if (wanted !== "auto") assertFirmware(wanted, machine, architecture);
	const program = requireTool(machine.program, BOOTING);
	const { firmware, files } = await firmwareFor(options, defaults, machine);
	const deadline = performance.now() + (options.timeoutSeconds ?? 300) * 1000;
	const start = async (accelerator: Accelerator): Promise<Attempt> => {
		const args = qemuArguments({
			machine,
			medium,
			accelerator,
			firmware: files,
			memoryMiB: options.memoryMiB ?? defaults.memoryMiB,
			cpus: options.cpus ?? 2,
		});
		return await runMachine([program, ...args], {
			until,
			milliseconds: deadline - performance.now(),
			...(accelerator === "kvm" ? { silenceSeconds: KVM_SILENCE_SECONDS } : {}),
			...(options.onOutput ? { onOutput: options.onOutput } : {}),
			...(options.signal ? { signal: options.signal } : {}),
		});
	};
	const finish = (attempt: Attempt, accelerator: Accelerator): BootResult => ({
		matched: attempt.end === "matched",
		seconds: attempt.seconds,
		accelerator,
		architecture,
		firmware,
		reason: explain(attempt, until),
		lastLines: attempt.lastLines,
		...(attempt.exitCode === undefined ? {} : { exitCode: attempt.exitCode }),
	});
	let kvmFailed = false;
	const ownProcessor = machine.kvmOn === hostProcessor();
	if (ownProcessor && options.kvm !== false && (await mayTryKvm(options.cacheDir))) {
		const attempt = await start("kvm");
		if (attempt.kernelSeen) await rememberKvm(options.cacheDir, true);
		const broken = attempt.end === "exited" && attempt.exitCode !== 0;
		kvmFailed = !attempt.kernelSeen && (attempt.end === "silent" || broken);
		if (!kvmFailed) return finish(attempt, "kvm");
		options.onNote?.("No line of the image's kernel under KVM: starting again under TCG, which is slower.");
	}
	const attempt = await start("tcg");
	// An image that never prints says nothing about KVM; one that prints here and not there does.
	if (kvmFailed && attempt.kernelSeen) await rememberKvm(options.cacheDir, false);
	return finish(attempt, "tcg");
}

function machineFor(architecture: string): BootMachine {
	const machine = bootMachine(architecture);
	if (machine) return machine;
	throw new UserError({
		code: "no-machine",
		message: `No machine is known here that boots images for ${architecture}`,
		next: ["Images for amd64, i386, arm64 and armhf can be booted: diskwright boot --arch NAME IMAGE"],
	});
}

function assertFirmware(firmware: Firmware, { firmwares }: BootMachine, architecture: string): void {
	if (firmwares.includes(firmware)) return;
	throw new UserError({
		code: "no-firmware",
		message: `Machines for ${architecture} have no ${firmware === "bios" ? "BIOS" : "EFI"}`,
		next: ["Leave --firmware out, or give --arch what the image was built for."],
	});
}

/** A login prompt, or the prompt of a shell. */
const ANY_PROMPT = /(login:|[#$]) $/;

/** The firmware that was asked for; else the layout's, or the BIOS of an image with both on a host without EFI firmware. */
async function firmwareFor(
	{ firmware: wanted = "auto", onNote }: BootOptions,
	{ firmware, alsoBios }: { readonly firmware: Firmware; readonly alsoBios: boolean },
	machine: BootMachine,
): Promise<{ firmware: Firmware; files: FirmwareFiles }> {
	if (wanted !== "auto") return { firmware: wanted, files: await findFirmware(wanted, machine) };
	try {
		return { firmware, files: await findFirmware(firmware, machine) };
	} catch (error) {
		if (!(error instanceof UserError) || !alsoBios) throw error;
		onNote?.(`${error.message}: starting it with a BIOS, which the image can do too.`);
		return { firmware: "bios", files: await findFirmware("bios", machine) };
	}
}

/** What the machine starts from, and what goes for it where the options are silent. */
async function chooseMedium(
	{ image, initramfs, append, format }: BootOptions,
	machine: BootMachine,
): Promise<{
	readonly medium: BootMedium;
	readonly defaults: {
		readonly until: RegExp;
		readonly firmware: Firmware;
		readonly alsoBios: boolean;
		readonly memoryMiB: number;
	};
}> {
	const ramdisk = await findRamdisk(image, initramfs);
	if (ramdisk) {
		const words = ["console=ttyS0", ...(append ? [append] : [])].join(" ");
		const defaults = { until: ANY_PROMPT, firmware: "bios", alsoBios: false, memoryMiB: 2048 } as const;
		return { medium: { kind: "ramdisk", ...ramdisk, append: words }, defaults };
	}
	const disk = await inspectImage(image, format);
	const medium = { kind: "disk", path: disk.path, format: disk.format } as const;
	const alsoBios = disk.biosBootCode && machine.firmwares.includes("bios");
	return { medium, defaults: { until: /login: /, firmware: chooseFirmware(disk, machine), alsoBios, memoryMiB: 1024 } };
}

function toPattern(until: RegExp | string): RegExp {
	// A global or sticky pattern would remember where it stopped.
	if (until instanceof RegExp) return new RegExp(until.source, until.flags.replace(/[gy]/g, ""));
	try {
		return new RegExp(until);
	} catch (error) {
		throw new UserError({
			code: "bad-pattern",
			message: `"${until}" is not a regular expression: ${(error as Error).message}`,
			next: ["Put a backslash before characters such as ( [ * that are meant literally."],
			cause: error,
		});
	}
}

function explain(attempt: Attempt, until: RegExp): string {
	const seconds = attempt.seconds.toFixed(1);
	switch (attempt.end) {
		case "matched":
			return `The console showed ${until} after ${seconds} s.`;
		case "timeout":
			return attempt.lastLines.length === 0
				? `The console showed nothing at all within ${seconds} s.`
				: `The console did not show ${until} within ${seconds} s.`;
		case "panicked":
			return `The kernel panicked after ${seconds} s: ${attempt.lastLines.findLast((line) => PANIC.test(line))?.replace(/^.*?(?=Kernel panic)/, "") ?? ""}`;
		case "silent":
			return `The kernel printed nothing within ${seconds} s.`;
		case "exited":
			return attempt.exitCode === 0
				? `The machine switched itself off after ${seconds} s.`
				: `QEMU stopped with status ${attempt.exitCode ?? "unknown"} after ${seconds} s.`;
	}
}
