/** Whether images of an architecture can be built on a host. */
export interface ArchitectureSupport {
	/** As DIB names it: `amd64`. */
	readonly name: string;
	readonly how: "native" | "emulated" | "unavailable";
	/** One phrase: `this host's own`, `through qemu-user, slower`, or why not. */
	readonly detail: string;
	/** What makes it available. */
	readonly cure?: string;
}

/** Architectures by the kernel's names for them, which people also write; DIB takes both (contract §3.4). */
const KERNEL_NAMES: Readonly<Record<string, string>> = { x86_64: "amd64", aarch64: "arm64", ppc64le: "ppc64el" };

/** The one name of an architecture: `amd64` for `x86_64`. */
export const architectureName = (name: string): string => KERNEL_NAMES[name] ?? name;
