import { FORMATS, type OutputFormat } from "../output/output-formats.js";
import { ARCHITECTURES, emulatorName } from "./architecture.js";
import { bootTools } from "./boot-machine.js";

/** What the host offers to a build; read once, before the plan. */
export interface HostFacts {
	/** As DIB names it (contract §3.4): amd64, arm64, armhf, … */
	readonly architecture: string;
	readonly memoryKiB: number;
	readonly uid: number;
	readonly kernelRelease: string;
	/** Mirrors of the host's own Debian sources, when the host has any. */
	readonly mirrors: { readonly debian?: string; readonly debianSecurity?: string };
}

/** Package managers that `doctor --fix` can drive. */
export type PackageManager = "apt" | "dnf" | "zypper" | "pacman";

/** A program that some build needs. */
export interface HostTool {
	readonly tool: string;
	readonly neededFor: string;
	/** Name of the package that brings it; a tool without an entry for a manager is not to be had there. */
	readonly packages: Readonly<Partial<Record<PackageManager, string>>>;
	/** A file that must exist instead of a program on PATH. */
	readonly file?: string;
}

const everywhere = (name: string) => ({ apt: name, dnf: name, zypper: name, pacman: name });

/** Every host tool that diskwright itself or our elements call. */
export const HOST_TOOLS: readonly HostTool[] = [
	{ tool: "unshare", neededFor: "the sandbox of every build", packages: everywhere("util-linux") },
	{ tool: "mount", neededFor: "the sandbox of every build", packages: { ...everywhere("util-linux"), apt: "mount" } },
	{ tool: "flock", neededFor: "locks of runs and caches", packages: everywhere("util-linux") },
	{ tool: "nsenter", neededFor: "a shell inside a paused build", packages: everywhere("util-linux") },
	{ tool: "losetup", neededFor: "final file systems", packages: { ...everywhere("util-linux"), apt: "mount" } },
	{ tool: "partx", neededFor: "partition nodes for boot loaders", packages: everywhere("util-linux") },
	{ tool: "fstrim", neededFor: "small images", packages: everywhere("util-linux") },
	{ tool: "mkfs.ext4", neededFor: "ext4 file systems", packages: everywhere("e2fsprogs") },
	{ tool: "mkfs.xfs", neededFor: "xfs file systems", packages: everywhere("xfsprogs") },
	{ tool: "mkfs.vfat", neededFor: "EFI partitions", packages: everywhere("dosfstools") },
	{ tool: "lvm", neededFor: "layouts with logical volumes", packages: everywhere("lvm2") },
	{ tool: "mcopy", neededFor: "EFI partitions on hosts that cannot mount vfat", packages: everywhere("mtools") },
	{
		tool: "qemu-img",
		neededFor: "qcow2, vmdk, vhd and other disk formats",
		packages: { apt: "qemu-utils", dnf: "qemu-img", zypper: "qemu-tools", pacman: "qemu-img" },
	},
	{
		tool: "qemu-system-x86_64",
		neededFor: "boot tests",
		packages: { apt: "qemu-system-x86", dnf: "qemu-system-x86-core", zypper: "qemu-x86", pacman: "qemu-system-x86" },
	},
	{
		tool: "OVMF",
		file: "/usr/share/OVMF/OVMF_CODE.fd",
		neededFor: "boot tests under EFI",
		packages: { apt: "ovmf", dnf: "edk2-ovmf", zypper: "qemu-ovmf-x86_64", pacman: "edk2-ovmf" },
	},
	{
		tool: "qemu-system-aarch64",
		neededFor: "boot tests of arm64 and armhf images",
		packages: {
			apt: "qemu-system-arm",
			dnf: "qemu-system-aarch64-core",
			zypper: "qemu-arm",
			pacman: "qemu-system-aarch64",
		},
	},
	{
		tool: "AAVMF",
		file: "/usr/share/AAVMF/AAVMF_CODE.fd",
		neededFor: "boot tests of arm64 images",
		packages: { apt: "qemu-efi-aarch64", dnf: "edk2-aarch64", zypper: "qemu-uefi-aarch64", pacman: "edk2-aarch64" },
	},
	{ tool: "mmdebstrap", neededFor: "debian-minimal, fast", packages: { apt: "mmdebstrap", dnf: "mmdebstrap" } },
	{
		tool: "debootstrap",
		neededFor: "debian-minimal with a bootstrap script or keyring",
		packages: everywhere("debootstrap"),
	},
	{
		tool: "debian-archive-keyring",
		file: "/usr/share/keyrings/debian-archive-keyring.gpg",
		neededFor: "verified Debian packages",
		packages: {
			apt: "debian-archive-keyring",
			dnf: "debian-keyring",
			zypper: "debian-keyring",
			pacman: "debian-archive-keyring",
		},
	},
	{ tool: "curl", neededFor: "downloads of cache-url", packages: everywhere("curl") },
	{ tool: "git", neededFor: "collections of elements, source-repositories", packages: everywhere("git") },
	{ tool: "rsync", neededFor: "source-repositories with tarballs", packages: everywhere("rsync") },
	{ tool: "jq", neededFor: "apt-preferences", packages: everywhere("jq") },
	{ tool: "python3", neededFor: "DIB's own elements", packages: { ...everywhere("python3"), pacman: "python" } },
	{ tool: "tar", neededFor: "archives of the tree, bootstrap tarballs", packages: everywhere("tar") },
	{ tool: "gzip", neededFor: "tgz archives", packages: everywhere("gzip") },
	{
		tool: "mksquashfs",
		neededFor: "squashfs images",
		packages: { ...everywhere("squashfs-tools"), zypper: "squashfs" },
	},
	{
		tool: "unsquashfs",
		neededFor: "Ubuntu's cloud images",
		packages: { ...everywhere("squashfs-tools"), zypper: "squashfs" },
	},
];

const fileSystemTool = (type: string, packages: HostTool["packages"]): HostTool => ({
	tool: `mkfs.${type}`,
	neededFor: `${type} file systems`,
	packages,
});

/** No program: the emulators of all processors, registered with the kernel for everybody. */
export const EMULATORS = "qemu-user";

/** What only certain layouts and architectures call; the doctor does not ask for it. */
const SELDOM_NEEDED: readonly HostTool[] = [
	...["pigz", "zstd", "xz", "bzip2", "lz4"].map((tool) => ({
		tool,
		neededFor: "compressed archives (DIB_GZIP_BIN)",
		packages: tool === "xz" ? { ...everywhere("xz"), apt: "xz-utils" } : everywhere(tool),
	})),
	{
		tool: "qemu-nbd",
		neededFor: "writing qcow2, vmdk, vhd and other formats to a disk",
		packages: { apt: "qemu-utils", dnf: "qemu-img", zypper: "qemu-tools", pacman: "qemu-img" },
	},
	{ tool: "mkswap", neededFor: "swap partitions", packages: everywhere("util-linux") },
	fileSystemTool("btrfs", { ...everywhere("btrfs-progs"), zypper: "btrfsprogs" }),
	fileSystemTool("exfat", everywhere("exfatprogs")),
	fileSystemTool("f2fs", everywhere("f2fs-tools")),
	fileSystemTool("jfs", everywhere("jfsutils")),
	fileSystemTool("ntfs", { apt: "ntfs-3g", dnf: "ntfsprogs", zypper: "ntfsprogs", pacman: "ntfs-3g" }),
	{
		tool: "AAVMF32",
		file: "/usr/share/AAVMF/AAVMF32_CODE.fd",
		neededFor: "boot tests of armhf images",
		packages: { apt: "qemu-efi-arm" },
	},
	{
		tool: "diskimage-builder",
		neededFor: "DIB's own elements",
		packages: { ...everywhere("diskimage-builder"), apt: "python3-diskimage-builder" },
	},
	{
		tool: EMULATORS,
		neededFor: "images for other processors",
		packages: {
			apt: "qemu-user-static binfmt-support",
			dnf: "qemu-user-static",
			zypper: "qemu-linux-user",
			pacman: "qemu-user-static qemu-user-static-binfmt",
		},
	},
	...ARCHITECTURES.map((architecture) => ({
		tool: `${emulatorName(architecture)}-static`,
		neededFor: `running the programs of ${architecture} images`,
		packages: {
			apt: "qemu-user-static",
			dnf: `${emulatorName(architecture)?.replace("qemu-", "qemu-user-static-")}`,
			zypper: "qemu-linux-user",
			pacman: "qemu-user-static",
		},
	})),
];

/** What we know of a tool. */
export const knownTool = (name: string): HostTool | undefined =>
	[...HOST_TOOLS, ...SELDOM_NEEDED].find(({ tool }) => tool === name);

/** What decides which tools a build needs. */
export interface ToolNeeds {
	readonly formats: readonly OutputFormat[];
	/** Command that compresses a tgz. */
	readonly gzip: string;
	/** Types of the file systems of the layout. */
	readonly fileSystems: readonly string[];
	readonly lvm: boolean;
	readonly bootTest: boolean;
	readonly architecture: string;
	readonly efi: boolean;
	/** qemu-user, when the build itself hands it to the kernel. */
	readonly emulator?: string;
	/** `tools` of the selected elements' element.yaml. */
	readonly elementTools: readonly string[];
}

/** Names of the tools that a build needs, each once. */
export function neededTools(needs: ToolNeeds): readonly string[] {
	const tools = ["unshare", "mount", "flock", "losetup", "partx", "fstrim", "tar"];
	for (const type of needs.fileSystems) {
		if (/^ext[234]$/.test(type)) tools.push("mkfs.ext4");
		else if (/^v?fat$/.test(type)) tools.push("mkfs.vfat", "mcopy");
		else if (type === "swap") tools.push("mkswap");
		else tools.push(`mkfs.${type}`);
	}
	if (needs.lvm) tools.push("lvm");
	for (const format of needs.formats) tools.push(...FORMATS[format].tools);
	if (needs.formats.includes("tgz")) tools.push(needs.gzip.split(/\s+/)[0] ?? "");
	if (needs.bootTest) tools.push(...bootTools(needs.architecture, needs.efi));
	if (needs.emulator) tools.push(needs.emulator);
	return [...new Set([...tools, ...needs.elementTools])];
}
