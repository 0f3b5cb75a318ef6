/** One build that both programs do. */
export interface ElementList {
	readonly name: string;
	/** Elements and options, as they are typed. */
	readonly args: readonly string[];
	readonly env?: Readonly<Record<string, string>>;
	/** Formats of the output; the first one is compared. */
	readonly types: readonly ("tar" | "raw")[];
	/** The image is booted, with this firmware. */
	readonly boots?: "bios" | "efi";
	/** The same request is also built with our elements: the same packages must be in it, and it must boot. */
	readonly withOwnElements?: true;
}

/** debootstrap's result is kept and used by the next build: the first list shows that both make the same one. */
const WARM = { DIB_DEBOOTSTRAP_CACHE: "1", DIB_DEBIAN_USE_DEBOOTSTRAP_CACHE: "1" };
const TINY = { DIB_JOURNAL_SIZE: "4" };
const TINY_DEBIAN = ["tiny-os", "tiny-python", "says-packages", "looks-like-debian"];

/** The ten lists: six times Debian, and four times a system of a few files that shows what the engines themselves do. */
export const LISTS: readonly ElementList[] = [
	{ name: "minimal", args: ["debian-minimal"], types: ["tar"] },
	{
		name: "machine",
		args: ["vm", "debian-minimal"],
		env: WARM,
		types: ["raw"],
		boots: "bios",
		withOwnElements: true,
	},
	{
		name: "server",
		args: [
			...["vm", "debian-minimal", "block-device-gpt", "openssh-server", "devuser", "growroot"],
			"cloud-init-nocloud",
		],
		env: { ...WARM, DIB_DEV_USER_USERNAME: "me", DIB_DEV_USER_PWDLESS_SUDO: "yes", DIB_DEV_USER_SHELL: "/bin/bash" },
		types: ["raw"],
		boots: "bios",
		withOwnElements: true,
	},
	{
		name: "efi",
		args: ["vm", "debian-minimal", "block-device-efi"],
		env: WARM,
		types: ["tar", "raw"],
		boots: "efi",
		withOwnElements: true,
	},
	{
		name: "appliance",
		args: [
			...["debian-minimal", "brings-data", "dhcp-all-interfaces", "element-manifest", "enable-serial-console"],
			...["journal-to-console", "local-config", "modprobe", "runtime-ssh-host-keys", "source-repositories"],
			...["svc-map", "sysctl"],
		],
		env: WARM,
		types: ["tar"],
	},
	{
		name: "packages",
		args: [
			...["-p", "jq,less", "-p", "file", "--install-type", "package", "--root-label", "compat", "debian-minimal"],
			...["apt-conf", "apt-preferences", "baremetal", "brings-data", "cloud-init", "dib-python", "dynamic-login"],
			...["growvols", "ibft-interfaces"],
		],
		env: { ...WARM, DIB_CLOUD_INIT_ETC_HOSTS: "localhost", DIB_APT_MINIMAL_CREATE_INTERFACES: "0" },
		types: ["raw"],
	},
	{
		name: "tiny elements",
		args: [
			...["-n", ...TINY_DEBIAN, "brings-data", "baremetal", "cloud-init-nocloud", "dhcp-all-interfaces"],
			...["element-manifest", "enable-serial-console", "growroot", "journal-to-console", "local-config", "modprobe"],
			...["pip-cache", "runtime-ssh-host-keys", "select-boot-kernel-initrd", "stable-interface-names", "svc-map"],
			...["sysctl", "sysprep", "source-repositories", "uboot"],
		],
		env: TINY,
		types: ["raw"],
	},
	{ name: "tiny files", args: ["-n", "tiny-os", "tiny-python", "odd-files"], env: TINY, types: ["tar"] },
	{
		name: "tiny disk",
		args: ["-n", "--image-size", "0.5", "tiny-os", "tiny-python", "odd-files"],
		env: { ...TINY, DIB_BLOCK_DEVICE_CONFIG: partitions() },
		types: ["raw"],
	},
	{ name: "tiny hooks", args: ["-n", "tiny-os", "tiny-python", "sees"], env: TINY, types: ["tar"] },
];

/** Three file systems of three kinds, one below the other. */
function partitions(): string {
	const partition = (name: string, size: string, type: string, point: string, pass: number) =>
		`
      - name: ${name}
        size: ${size}
        mkfs:
          type: ${type}
          label: ${name}
          mount:
            mount_point: ${point}
            fstab:
              options: noatime
              fsck-passno: ${pass}`;
	return `
- local_loop:
    name: image0
- partitioning:
    base: image0
    label: gpt
    partitions:${partition("root", "40%", "ext4", "/", 1)}${partition("var", "50%", "ext3", "/var", 2)}${partition("log", "100%", "ext2", "/var/log", 2)}
`;
}
