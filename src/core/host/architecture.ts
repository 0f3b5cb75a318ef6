/** Whether images of an architecture can be built on a host. */
export interface ArchitectureSupport {
	/** As DIB names it: `amd64`. */
	readonly name: string;
	readonly how: "native" | "emulated" | "unavailable";
	/** One phrase: `this host's own`, `through qemu-user, slower`, or why not. */
	readonly detail: string;
	/** What makes it available. */
	readonly cure?: string;
	/** Program of qemu-user that a build hands to the kernel itself, where the host has not done that for everybody. */
	readonly emulator?: string;
}

/** What tells the programs of an architecture apart, in the words of elf.h, and qemu's name for its processor. */
interface Processor {
	readonly qemu: string;
	readonly bits: 32 | 64;
	readonly machine: number;
	readonly bigEndian?: true;
}

const PROCESSORS: Readonly<Record<string, Processor>> = {
	amd64: { qemu: "x86_64", bits: 64, machine: 62 },
	arm64: { qemu: "aarch64", bits: 64, machine: 183 },
	armhf: { qemu: "arm", bits: 32, machine: 40 },
	i386: { qemu: "i386", bits: 32, machine: 3 },
	ppc64el: { qemu: "ppc64le", bits: 64, machine: 21 },
	riscv64: { qemu: "riscv64", bits: 64, machine: 243 },
	s390x: { qemu: "s390x", bits: 64, machine: 22, bigEndian: true },
};

/** The architectures that qemu-user is known for, by DIB's names. */
export const ARCHITECTURES: readonly string[] = Object.keys(PROCESSORS);

/** Architectures by the kernel's names for them, which people also write; DIB takes both (contract §3.4). */
const KERNEL_NAMES: Readonly<Record<string, string>> = { x86_64: "amd64", aarch64: "arm64", ppc64le: "ppc64el" };

/** The one name of an architecture: `amd64` for `x86_64`. */
export const architectureName = (name: string): string => KERNEL_NAMES[name] ?? name;

/** What else a processor runs by itself. */
const RUNS_TOO: Readonly<Record<string, readonly string[]>> = { amd64: ["i386"] };

/** Whether a host runs the programs of an architecture by itself. Either of an architecture's names will do. */
export function runsNatively(architecture: string, host: string): boolean {
	const [own, wanted] = [architectureName(host), architectureName(architecture)];
	return own === wanted || (RUNS_TOO[own]?.includes(wanted) ?? false);
}

/** What qemu-user's emulator is registered as with the kernel: `qemu-aarch64`; undefined for architectures we do not know. */
export function emulatorName(architecture: string): string | undefined {
	const processor = PROCESSORS[architectureName(architecture)];
	return processor && `qemu-${processor.qemu}`;
}

/**
 * The line that makes the kernel hand programs of an architecture to an interpreter (binfmt_misc, `register`): ELF
 * programs and libraries whose header names the processor. Flags: the interpreter is opened now, because inside an image
 * it cannot be found (F); it gets the program opened, its first argument kept, its set-user-id bit honoured (O, P, C).
 */
export function binfmtRegistration(architecture: string, interpreter: string): string {
	const { qemu, bits, machine, bigEndian } = PROCESSORS[architectureName(architecture)] as Processor;
	const half = (value: number) => (bigEndian ? [value >> 8, value & 0xff] : [value & 0xff, value >> 8]);
	const anyAbi = [0, 0, 0, 0, 0, 0, 0, 0, 0];
	const magic = [0x7f, 0x45, 0x4c, 0x46, bits / 32, bigEndian ? 2 : 1, 1, ...anyAbi, ...half(2), ...half(machine)];
	// The system's ABI may be any; type 2 is a program, type 3 a program that can be loaded anywhere.
	const mask = [...Array(7).fill(0xff), 0, ...Array(8).fill(0xff), ...half(0xfffe), 0xff, 0xff];
	return `:qemu-${qemu}:M::${escapeBytes(magic)}:${escapeBytes(mask)}:${interpreter}:POCF`;
}

const escapeBytes = (bytes: readonly number[]) =>
	bytes.map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
