/** What is known of an image that is sent. */
export interface ImageFacts {
	/** As DIB names it: amd64. */
	readonly architecture?: string;
	readonly hasEfiPartition?: boolean;
	/** `debian`, as DISTRO_NAME has it. */
	readonly distribution?: string;
	/** A code name or a number. */
	readonly release?: string;
	/** Of the disk, in bytes. */
	readonly virtualBytes?: number;
	/** Id of the run that has made it. */
	readonly run?: string;
}

/** Glance's names of the architectures, where they are not ours. */
export const GLANCE_ARCHITECTURES: Readonly<Record<string, string>> = {
	amd64: "x86_64",
	i386: "i686",
	arm64: "aarch64",
	armhf: "armv7l",
};

/** Clouds name versions by number. */
const VERSIONS: Readonly<Record<string, string>> = {
	...{ bullseye: "11", bookworm: "12", trixie: "13", forky: "14" },
	...{ focal: "20.04", jammy: "22.04", noble: "24.04" },
};

/** The properties that OpenStack's services know an image by; those that nothing is known of are left out. */
export function glanceProperties({
	architecture,
	hasEfiPartition,
	distribution,
	release,
}: ImageFacts): Record<string, string> {
	const glance = architecture && (GLANCE_ARCHITECTURES[architecture] ?? architecture);
	const machine = glance === "aarch64" ? "virt" : glance === "x86_64" && hasEfiPartition ? "q35" : undefined;
	const said: Record<string, string | undefined> = {
		architecture: glance,
		hw_disk_bus: "virtio",
		hw_firmware_type: hasEfiPartition === undefined ? undefined : hasEfiPartition ? "uefi" : "bios",
		hw_machine_type: machine,
		os_distro: distribution?.toLowerCase(),
		os_version: release && (VERSIONS[release] ?? release),
	};
	return Object.fromEntries(Object.entries(said).flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

const GIB = 1024 ** 3;

/** GiB that a disk needs at least to hold the image. */
export const leastDisk = ({ virtualBytes }: ImageFacts): number => Math.ceil((virtualBytes ?? 0) / GIB);
