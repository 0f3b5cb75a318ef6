import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** What the tests run beside diskwright itself: program or file → Debian package. */
const NEEDED: Readonly<Record<string, string>> = {
	mmdebstrap: "mmdebstrap",
	debootstrap: "debootstrap",
	"qemu-img": "qemu-utils",
	"qemu-system-x86_64": "qemu-system-x86",
	"/usr/share/OVMF/OVMF_CODE.fd": "ovmf",
	"qemu-aarch64-static": "qemu-user-static",
	strace: "strace",
	zstd: "zstd",
	xz: "xz-utils",
	shellcheck: "shellcheck",
	mandoc: "mandoc",
	tmux: "tmux",
	zsh: "zsh",
	fish: "fish",
	"mkfs.ext4": "e2fsprogs",
	"mkfs.xfs": "xfsprogs",
	"mkfs.vfat": "dosfstools",
	mcopy: "mtools",
	sfdisk: "fdisk",
	sgdisk: "gdisk",
	mksquashfs: "squashfs-tools",
	skopeo: "skopeo",
	umoci: "umoci",
	setfattr: "attr",
	setfacl: "acl",
	busybox: "busybox",
	cpio: "cpio",
	"/usr/share/initramfs-tools/hook-functions": "initramfs-tools-core",
	depmod: "kmod",
	curl: "curl",
	openssl: "openssl",
	udevadm: "udev",
	ip: "iproute2",
	systemctl: "systemd",
	"ssh-keygen": "openssh-client",
	"dpkg-scanpackages": "dpkg-dev",
	git: "git",
	sudo: "sudo",
	rsync: "rsync",
	jq: "jq",
	python3: "python3",
	"/usr/lib/python3/dist-packages/pip": "python3-pip",
	"/usr/lib/python3/dist-packages/diskimage_builder": "python3-diskimage-builder",
	"/usr/lib/python3/dist-packages/yaml": "python3-yaml",
	"/usr/share/keyrings/debian-archive-keyring.gpg": "debian-archive-keyring",
};

/** Installs the Debian packages that the tests need and this machine lacks; a missing tool is a failure, never a skip. */
export default function installTools(): void {
	const missing = Object.entries(NEEDED)
		.filter(([tool]) => !isThere(tool))
		.map(([, name]) => name);
	if (missing.length === 0) return;
	console.log(`installing for the tests: ${missing.join(" ")}`);
	const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
	execFileSync("apt-get", ["-qq", "update"], { stdio: "inherit", env });
	execFileSync("apt-get", ["-qq", "install", "-y", "--no-install-recommends", ...missing], {
		stdio: ["ignore", "ignore", "inherit"],
		env,
	});
}

function isThere(tool: string): boolean {
	if (tool.startsWith("/")) return existsSync(tool);
	const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];
	return folders.some((folder) => existsSync(join(folder, tool)));
}
