import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { canChroot, ELEMENTS, type HookRoot, hookRoot } from "../hook-root.js";

const HOOK = "bootloader/finalise.d/50-bootloader";
const ROOT_UUID = "1111-aaaa";
const BOOT_UUID = "2222-bbbb";
const MENU = `set root='hostdisk//dev/loop7,gpt2'
if [ x$feature_platform_search_hint = xy ]; then
  search --no-floppy --fs-uuid --set=root --hint='hostdisk//dev/loop7,gpt2'  ${ROOT_UUID}
else
  search --no-floppy --fs-uuid --set=root ${ROOT_UUID}
fi
linux /boot/vmlinuz root=LABEL=cloudimg-rootfs
`;

const base = {
	ARCH: "amd64",
	DIB_BLOCK_DEVICE: "gpt",
	DIB_ROOT_LABEL: "cloudimg-rootfs",
	IMAGE_BLOCK_DEVICE: "/dev/loop7",
	IMAGE_BLOCK_DEVICES: " [image0]=/dev/loop7  [boot]=/dev/loop7p1  [root]=/dev/loop7p2 ",
	DISTRO_NAME: "debian",
	EFI_BOOT_DIR: "EFI/debian",
};

function prepare(options: { bootUuid?: string } = {}): HookRoot {
	const root = hookRoot();
	root.write("etc/default/grub", 'GRUB_TIMEOUT=99\nGRUB_CMDLINE_LINUX_DEFAULT="quiet"\n');
	root.write("boot/grub/device.map", "(hd0) /dev/loop7\n");
	root.write("menu", MENU + (options.bootUuid ? `search --fs-uuid --set=root ${options.bootUuid}\n` : ""));
	root.stub("grub-install");
	root.stub("grub-mkconfig", 'cp /menu "$2"');
	root.stub(
		"grub-probe",
		`if [ "\${@: -1}" = /boot ]; then echo ${options.bootUuid ?? ROOT_UUID}; else echo ${ROOT_UUID}; fi`,
	);
	root.stub("install-packages");
	return root;
}

/** The values that grub-mkconfig would see. */
function settings(root: HookRoot): Record<string, string> {
	const { output } = root.shell('set -a; . /etc/default/grub; env | grep "^GRUB_"');
	return Object.fromEntries(
		output
			.trim()
			.split("\n")
			.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
	);
}

describe.skipIf(!canChroot)("bootloader", () => {
	it.each([
		[
			"mbr",
			{ DIB_BLOCK_DEVICE: "mbr" },
			["--target=i386-pc --modules=part_msdos part_gpt lvm biosdisk --force /dev/loop7"],
		],
		["gpt", {}, ["--target=i386-pc --modules=part_msdos part_gpt lvm biosdisk --force /dev/loop7"]],
		[
			"efi on amd64",
			{ DIB_BLOCK_DEVICE: "efi" },
			[
				"--target=i386-pc --modules=part_msdos part_gpt lvm biosdisk --force /dev/loop7",
				"--target=x86_64-efi --efi-directory=/boot/efi --removable --no-nvram --modules=part_msdos part_gpt lvm /dev/loop7",
			],
		],
		[
			"efi on arm64",
			{ DIB_BLOCK_DEVICE: "efi", ARCH: "arm64" },
			[
				"--target=arm64-efi --efi-directory=/boot/efi --removable --no-nvram --modules=part_msdos part_gpt lvm /dev/loop7",
			],
		],
		[
			"mbr on i386",
			{ DIB_BLOCK_DEVICE: "mbr", ARCH: "i386" },
			["--target=i386-pc --modules=part_msdos part_gpt lvm biosdisk --force /dev/loop7"],
		],
		[
			"efi on i386",
			{ DIB_BLOCK_DEVICE: "efi", ARCH: "i386" },
			[
				"--target=i386-pc --modules=part_msdos part_gpt lvm biosdisk --force /dev/loop7",
				"--target=i386-efi --efi-directory=/boot/efi --removable --no-nvram --modules=part_msdos part_gpt lvm /dev/loop7",
			],
		],
		[
			"efi on armhf",
			{ DIB_BLOCK_DEVICE: "efi", ARCH: "armhf" },
			[
				"--target=arm-efi --efi-directory=/boot/efi --removable --no-nvram --modules=part_msdos part_gpt lvm /dev/loop7",
			],
		],
		["Power", { ARCH: "ppc64el" }, ["--modules=part_msdos --no-nvram --force /dev/loop7p1"]],
	])("installs boot code for %s", (_name, env, installs) => {
		const root = prepare();
		const result = root.run(HOOK, { ...base, ...env });
		expect(result.output).not.toMatch(/error/i);
		expect(result.status).toBe(0);
		expect(result.calls.filter((call) => call.startsWith("grub-install"))).toEqual(
			installs.map((args) => `grub-install ${args}`),
		);
		expect(result.calls.some((call) => call.startsWith("install-packages"))).toBe(false);
	});

	it("writes the settings and leaves no loop device in the image", () => {
		const root = prepare();
		expect(root.run(HOOK, base).status).toBe(0);
		expect(settings(root)).toMatchObject({
			GRUB_DEVICE: "LABEL=cloudimg-rootfs",
			GRUB_DISABLE_LINUX_UUID: "true",
			GRUB_DISABLE_OS_PROBER: "true",
			GRUB_TIMEOUT: "5",
			GRUB_TIMEOUT_STYLE: "menu",
			GRUB_TERMINAL: "serial console",
			GRUB_CMDLINE_LINUX_DEFAULT: "console=tty0 console=ttyS0,115200 no_timer_check",
		});
		const menu = root.read("boot/grub/grub.cfg");
		expect(menu).not.toMatch(/loop|hostdisk|1111-aaaa/);
		expect(menu.match(/search --no-floppy --label --set=root cloudimg-rootfs/g)).toHaveLength(2);
		expect(root.has("boot/grub/device.map")).toBe(false);
	});

	it.each([
		[
			"the timeout",
			{ DIB_GRUB_TIMEOUT: "0", DIB_GRUB_TIMEOUT_STYLE: "hidden" },
			{ GRUB_TIMEOUT: "0", GRUB_TIMEOUT_STYLE: "hidden" },
		],
		[
			"the serial line",
			{ DIB_BOOTLOADER_SERIAL_CONSOLE: "ttyS1,9600" },
			{ GRUB_CMDLINE_LINUX_DEFAULT: "console=tty0 console=ttyS1,9600 no_timer_check" },
		],
		[
			"no serial line",
			{ DIB_BOOTLOADER_USE_SERIAL_CONSOLE: "False" },
			{ GRUB_TERMINAL: "console", GRUB_CMDLINE_LINUX_DEFAULT: "console=tty0 no_timer_check" },
		],
		[
			"no virtual terminal",
			{ DIB_BOOTLOADER_VIRTUAL_TERMINAL: "", DIB_NO_TIMER_CHECK: "False" },
			{ GRUB_CMDLINE_LINUX_DEFAULT: "console=ttyS0,115200" },
		],
		[
			"more words for the kernel",
			{ DIB_BOOTLOADER_DEFAULT_CMDLINE: "nofb quiet" },
			{ GRUB_CMDLINE_LINUX_DEFAULT: "console=tty0 console=ttyS0,115200 no_timer_check nofb quiet" },
		],
		[
			"words with quotes",
			{ DIB_BOOTLOADER_DEFAULT_CMDLINE: 'dyndbg="file x.c +p" a=\\b c=`false`' },
			{
				GRUB_CMDLINE_LINUX_DEFAULT:
					'console=tty0 console=ttyS0,115200 no_timer_check dyndbg="file x.c +p" a=\\b c=`false`',
			},
		],
		["another root label", { DIB_ROOT_LABEL: "my-root" }, { GRUB_DEVICE: "LABEL=my-root" }],
		[
			"an arm machine",
			{ ARCH: "arm64", DIB_BLOCK_DEVICE: "efi" },
			{ GRUB_CMDLINE_LINUX_DEFAULT: "console=tty0 console=ttyAMA0,115200 no_timer_check", GRUB_TERMINAL: "console" },
		],
	])("obeys %s", (_name, env, expected) => {
		const root = prepare();
		expect(root.run(HOOK, { ...base, ...env }).status).toBe(0);
		expect(settings(root)).toMatchObject(expected);
	});

	it("keeps one block of settings when it runs again", () => {
		const root = prepare();
		root.run(HOOK, base);
		const once = root.read("etc/default/grub");
		root.run(HOOK, base);
		expect(root.read("etc/default/grub")).toBe(once);
	});

	it("finds a /boot of its own by its label", () => {
		const root = prepare({ bootUuid: BOOT_UUID });
		expect(root.run(HOOK, { ...base, DIB_BOOT_LABEL: "img-boot" }).status).toBe(0);
		expect(root.read("boot/grub/grub.cfg")).toContain("search --no-floppy --label --set=root img-boot");
		expect(root.read("boot/grub/grub.cfg")).not.toContain(BOOT_UUID);
	});

	it("keeps a signed loader of the distribution and gives it the menu", () => {
		const root = prepare();
		root.write("boot/efi/EFI/debian/shimx64.efi", "");
		const result = root.run(HOOK, { ...base, DIB_BLOCK_DEVICE: "efi" });
		expect(result.calls.filter((call) => call.includes("x86_64-efi"))).toEqual([]);
		expect(root.read("boot/efi/EFI/debian/grub.cfg")).toBe(root.read("boot/grub/grub.cfg"));
	});

	it("installs the packages itself when the list was not used", () => {
		const root = prepare();
		const programs = ["grub-install", "grub-mkconfig", "grub-probe"].map((name) => `stubs/${name}`);
		root.shell(`mkdir /hidden && mv ${programs.map((name) => `/${name}`).join(" ")} /hidden`);
		root.stub("install-packages", "mv /hidden/* /stubs/");
		const path = "/stubs:/usr/bin:/bin";
		const result = root.run(HOOK, { ...base, PATH: path, DIB_BLOCK_DEVICE: "efi" });
		expect(result.calls).toContain("install-packages -m bootloader grub-efi grub-efi-amd64");
		expect(result.status).toBe(0);
	});

	it("leaves an image alone that has a loader of its own", () => {
		const root = prepare();
		root.write("tmp/grub/install", "");
		expect(root.run(HOOK, base)).toMatchObject({ status: 0, calls: [] });
	});

	it("warns without a block device and goes on", () => {
		const root = prepare();
		const result = root.run(HOOK, { ...base, DIB_BLOCK_DEVICE: "" });
		expect(result).toMatchObject({ status: 0, calls: [] });
		expect(result.output).toContain("WARNING");
	});

	it.each(["armhf", "s390x"])("warns that %s has no BIOS and goes on", (ARCH) => {
		const result = prepare().run(HOOK, { ...base, DIB_BLOCK_DEVICE: "mbr", ARCH });
		expect(result).toMatchObject({ status: 0, calls: [] });
		expect(result.output).toContain(`WARNING: Machines for ${ARCH} have no BIOS`);
	});

	it("fails when grub-install fails", () => {
		const root = prepare();
		root.stub("grub-install", "exit 3");
		expect(root.run(HOOK, base).status).not.toBe(0);
	});
});

describe("block device elements", () => {
	const snippet = (element: string, arch: string) =>
		spawnSync(
			"bash",
			[
				"-euc",
				'. "$0"; printf "%s" "$DIB_BLOCK_DEVICE"',
				join(ELEMENTS, element, "environment.d/15-block-device.bash"),
			],
			{
				env: { PATH: process.env.PATH ?? "", ARCH: arch },
				encoding: "utf8",
			},
		);

	it.each([
		["block-device-mbr", "amd64", "mbr"],
		["block-device-mbr", "arm64", undefined],
		["block-device-mbr", "ppc64el", "mbr"],
		["block-device-gpt", "x86_64", "gpt"],
		["block-device-gpt", "aarch64", undefined],
		["block-device-efi", "amd64", "efi"],
		["block-device-efi", "arm64", "efi"],
		["block-device-efi", "ppc64le", undefined],
	])("%s on %s: %s", (element, arch, kind) => {
		const result = snippet(element, arch);
		expect(result.status).toBe(kind ? 0 : 1);
		if (kind) expect(result.stdout).toBe(kind);
		else expect(result.stderr).toContain("use block-device");
	});
});
