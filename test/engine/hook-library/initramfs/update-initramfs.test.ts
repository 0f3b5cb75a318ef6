import { cpSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { canChroot, ELEMENTS, HOOK_LIBRARY, type HookResult, hookRoot } from "../../../elements/hook-root.js";

const OURS = "/tmp/in_target.d/diskwright/initramfs/update-initramfs";
const FIRST = "-c -k 6.1 -b /boot";
/** As the scripts of a kernel's package call it. */
const AS_KERNEL = `DPKG_MAINTSCRIPT_PACKAGE=linux-image DPKG_MAINTSCRIPT_NAME=postinst ${OURS}`;
/** As the trigger of initramfs-tools calls it. */
const AS_TRIGGER = `DPKG_MAINTSCRIPT_PACKAGE= DPKG_MAINTSCRIPT_NAME=postinst ${OURS}`;
const TRIGGERED = `printf '#!/bin/sh\\necho triggers-pending\\n' >/stubs/dpkg-query; chmod 755 /stubs/dpkg-query`;

/** Runs `commands` in an image with a kernel 6.1, where `/usr/sbin/update-initramfs` tells what it is asked for and makes it. */
function inImage(commands: string): HookResult & { said: string } {
	const root = hookRoot();
	const folder = join(root.folder, "tmp/in_target.d/diskwright/initramfs");
	cpSync(join(ELEMENTS, "dpkg/initramfs"), folder, { recursive: true });
	cpSync(join(HOOK_LIBRARY, "initramfs/update-initramfs"), join(folder, "update-initramfs"));
	root.stub("dpkg-query", "echo installed");
	const result = root.shell(`set -eu
mkdir -p /over && mount -t tmpfs none /over && mkdir /over/upper /over/work
mount -t overlay -o lowerdir=/usr,upperdir=/over/upper,workdir=/over/work overlay /usr
cat >/usr/sbin/update-initramfs <<'END'
#!/bin/sh
if [ -n "$DPKG_MAINTSCRIPT_PACKAGE" ] && [ "$*" = -u ]; then echo deferred; exit; fi
echo "stock $*: $(cd /boot && echo initrd.img-*)"
if [ -e /broken ]; then exit 3; fi
if [ "$1" = -c ]; then echo made >"/boot/initrd.img-$3"; fi
END
chmod 755 /usr/sbin/update-initramfs
mkdir -p /etc/kernel/postinst.d && touch /boot/vmlinuz-6.1 /etc/kernel/postinst.d/initramfs-tools
${commands}`);
	return { ...result, said: result.output.trim() };
}

describe.skipIf(!canChroot)("a kernel's first initial ramdisk", () => {
	it("that a trigger will make again is made once, by the trigger; until then it is only there", () => {
		const { said, status } = inImage(`${TRIGGERED}
${AS_KERNEL} ${FIRST}
stat -c %s /boot/initrd.img-6.1
${AS_TRIGGER} -u
cat /boot/initrd.img-6.1; ls -A /tmp`);
		expect(said.split("\n")).toEqual([
			"update-initramfs: /boot/initrd.img-6.1 is made after all packages",
			...["0", "stock -c -k 6.1: initrd.img-*", "made", "in_target.d"],
		]);
		expect(status).toBe(0);
	});

	it.each([
		["no trigger is pending", `${AS_KERNEL} ${FIRST}`],
		[
			"scripts of the kernel's installation come later",
			`${TRIGGERED}; touch /etc/kernel/postinst.d/zz; ${AS_KERNEL} ${FIRST}`,
		],
		["there was one before", `${TRIGGERED}; echo old >/boot/initrd.img-6.1; ${AS_KERNEL} ${FIRST}`],
		["no package asks for it", `${TRIGGERED}; ${OURS} ${FIRST}`],
		["it is to lie elsewhere", `${TRIGGERED}; ${AS_KERNEL} -c -k 6.1 -b /tmp`],
	])("is made at once where %s", (_, commands) => {
		const { said } = inImage(commands);
		expect(said).toMatch(/^stock -c -k 6\.1/);
		expect(said.split("\n")).toHaveLength(1);
	});

	it("is made after all where the trigger never comes", () => {
		const { said } = inImage(`${TRIGGERED}
${AS_KERNEL} ${FIRST} >/dev/null
${OURS} --due; ${OURS} --due
cat /boot/initrd.img-6.1`);
		expect(said).toBe("stock -c -k 6.1: initrd.img-*\nmade");
	});

	it("leaves the trigger its other kernels", () => {
		const { said } = inImage(`${TRIGGERED}
echo old >/boot/initrd.img-5.9
${AS_KERNEL} ${FIRST} >/dev/null
${AS_TRIGGER} -u`);
		expect(said).toBe("stock -c -k 6.1: initrd.img-5.9\nstock -u: initrd.img-5.9 initrd.img-6.1");
	});

	it("that cannot be made fails as it did, and leaves nothing in its place", () => {
		const { said, status } = inImage(`${TRIGGERED}
${AS_KERNEL} ${FIRST} >/dev/null
touch /broken
${AS_TRIGGER} -u || { echo "failed: $?"; ls -A /tmp /boot; exit 7; }`);
		expect(said).toBe("stock -c -k 6.1: initrd.img-*\nfailed: 3\n/boot:\nvmlinuz-6.1\n\n/tmp:\nin_target.d");
		expect(status).toBe(7);
	});

	it("is put off by a trigger as ever when a package asks for all to be made again", () => {
		expect(inImage(`DPKG_MAINTSCRIPT_PACKAGE=kmod ${OURS} -u`).said).toBe("deferred");
	});
});
