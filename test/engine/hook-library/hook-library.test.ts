import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../support/elements.js";

const LIBRARY = resolve(import.meta.dirname, "../../../src/engine/hook-library");

function bash(script: string, env: Record<string, string> = {}) {
	const { status, stdout, stderr } = spawnSync("bash", ["-euc", `_LIB=${LIBRARY}\n${script}`], {
		encoding: "utf8",
		// With a socket there, as Node's pipes are, bash takes itself for a remote shell and reads its start-up file.
		stdio: ["ignore", "pipe", "pipe"],
		env: { PATH: process.env.PATH, ...env },
	});
	return { status, stdout, stderr };
}

/** A root tree that holds these files; a text that begins with `->` makes a link. */
function tree(files: Record<string, string>): string {
	const root = temporaryFolder();
	for (const [name, text] of Object.entries(files)) {
		mkdirSync(dirname(join(root, name)), { recursive: true });
		if (text.startsWith("->")) symlinkSync(text.slice(2), join(root, name));
		else writeFileSync(join(root, name), text);
	}
	return root;
}

function select(files: Record<string, string>, env: Record<string, string> = {}) {
	const root = tree(files);
	const script = `source "$_LIB/img-functions"; select_boot_kernel_initrd ${root}; echo "$KERNEL $RAMDISK"`;
	const { status, stdout } = bash(script, env);
	return `${status} ${stdout.trim()}`;
}

const boot = (...names: string[]) => Object.fromEntries(names.map((name) => [`boot/${name}`, ""]));

describe("select_boot_kernel_initrd (contract §3.8)", () => {
	test("Debian: the newest by version, generic ones first", () => {
		const debian = { "etc/debian_version": "12" };
		expect(
			select({
				...debian,
				...boot("vmlinuz-6.1.0-9", "vmlinuz-6.1.0-10", "initrd.img-6.1.0-9", "initrd.img-6.1.0-10"),
			}),
		).toBe("0 vmlinuz-6.1.0-10 initrd.img-6.1.0-10");
		expect(
			select({ ...debian, ...boot("vmlinuz-9", "vmlinuz-5-generic", "initrd.img-9", "initrd.img-5-generic") }),
		).toBe("0 vmlinuz-5-generic initrd.img-5-generic");
		const signed = { "dib-signed-kernel-version": "DIB_SIGNED_KERNEL_VERSION=5-generic.efi.signed" };
		expect(
			select({ ...debian, ...signed, ...boot("vmlinuz-5-generic", "vmlinuz-5-generic.efi.signed", "initrd-5") }),
		).toBe("0 vmlinuz-5-generic.efi.signed initrd-5");
	});

	test("Red Hat: no debug kernel, PAE first, with the ramdisk of its version", () => {
		const redhat = { "etc/redhat-release": "x" };
		expect(select({ ...redhat, ...boot("vmlinuz-5.debug", "vmlinuz-4", "initramfs-4.img") })).toBe(
			"0 vmlinuz-4 initramfs-4.img",
		);
		expect(select({ ...redhat, ...boot("vmlinuz-5", "vmlinuz-4PAE", "initramfs-4PAE.img") })).toBe(
			"0 vmlinuz-4PAE initramfs-4PAE.img",
		);
		expect(select({ ...redhat, ...boot("vmlinuz-5.debug") })).toBe("1 No suitable kernel found.");
		expect(select({ ...redhat, ...boot("vmlinuz-5") })).toBe(
			"1 Can't find an initramfs for the 5 version of the kernel.",
		);
	});

	test("SUSE: what the links lead to", () => {
		const files = { ...boot("vmlinuz-5", "initrd-5"), "boot/vmlinuz": "->vmlinuz-5", "boot/initrd": "->initrd-5" };
		expect(select({ "etc/SuSE-release": "x", ...files })).toBe("0 vmlinuz-5 initrd-5");
		expect(select(files, { DISTRO_NAME: "opensuse" })).toBe("0 vmlinuz-5 initrd-5");
	});

	test("Gentoo, patterns, and an unknown system", () => {
		expect(select({ "etc/gentoo-release": "x", ...boot("vmlinuz-5", "initramfs-5") })).toBe("0 vmlinuz-5 initramfs-5");
		const patterns = { DIB_BAREMETAL_KERNEL_PATTERN: "special-*", DIB_BAREMETAL_INITRD_PATTERN: "ram-*" };
		expect(select(boot("special-1", "special-2", "ram-1"), patterns)).toBe("0 special-2 ram-1");
		expect(select(boot("vmlinuz-1"))).toBe("1 ERROR: Unable to detect operating system");
	});
});

test("die says why and never ends with success", () => {
	expect(bash('source "$_LIB/die"; true; die no such thing')).toMatchObject({ status: 1, stdout: "no such thing\n" });
});

test("mount_dev_pts_options are those of the host", () => {
	const { stdout } = bash('source "$_LIB/common-functions"; mount_dev_pts_options');
	expect(stdout).toMatch(/^(-o \S+\n)?$/);
});

test("defaults keep what the caller set", () => {
	const script = 'source "$_LIB/img-defaults"; echo "$ARCH $FS_TYPE $IMAGE_NAME $IMAGE_TYPE"';
	expect(bash(script, { ARCH: "arm64", FS_TYPE: "xfs" }).stdout).toBe("arm64 xfs image qcow2\n");
	expect(bash('source "$_LIB/common-defaults"; echo "$PATH"').stdout).toMatch(/(^|:)\/usr\/sbin(:|$)/m);
});

describe("sudo where none is installed", () => {
	const sudo = (args: string, env: Record<string, string> = {}) => bash(`${LIBRARY}/shims/sudo ${args}`, env);
	const root = process.getuid?.() === 0;

	test("resets the environment unless -E", () => {
		expect(sudo("env", { SECRET_OF_MINE: "x" }).stdout).not.toContain("SECRET_OF_MINE");
		expect(sudo("-E env", { SECRET_OF_MINE: "x" }).stdout).toContain("SECRET_OF_MINE=x");
	});

	test("sets variables of its command line", () => {
		expect(sudo("A=1 B='two words' bash -c 'echo \"$A $B\"'").stdout).toBe("1 two words\n");
	});

	test("keeps stdin, the working directory and the status", () => {
		expect(bash(`cd /tmp; echo text | ${LIBRARY}/shims/sudo -n -- cat; ${LIBRARY}/shims/sudo pwd`).stdout).toBe(
			"text\n/tmp\n",
		);
		expect(sudo("bash -c 'exit 9'").status).toBe(9);
	});

	test.skipIf(!root)("really becomes another user", () => {
		expect(sudo("-u nobody id -un").stdout).toBe("nobody\n");
		expect(sudo("-H -u nobody bash -c 'echo $HOME'").stdout).toBe("/nonexistent\n");
	});

	test("refuses what it does not know", () => {
		expect(sudo("--frobnicate true")).toMatchObject({ status: 1, stderr: "sudo: unknown option --frobnicate\n" });
	});
});
