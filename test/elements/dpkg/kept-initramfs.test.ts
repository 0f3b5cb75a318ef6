import { cpSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { canChroot, ELEMENTS, hookRoot } from "../hook-root.js";

const VERSION = "6.1.0-9-test";
const INITRD = `/boot/initrd.img-${VERSION}`;
const KEPT = "/var/cache/apt/archives/initramfs";

/** An update-initramfs whose ramdisk is what it has read, and `again NAME`, which tells what the hook came to. */
const SETTING = `
set -eu
mkdir -p /over /var/cache/apt/archives /var/lib/initramfs-tools /var/tmp /run /etc/hooks.d /opt
mount -t tmpfs none /over && mkdir /over/upper /over/work
mount -t overlay -o lowerdir=/usr,upperdir=/over/upper,workdir=/over/work overlay /usr
mount -t tmpfs none /var/cache/apt/archives
# What nobody needs here would be listed each time.
for folder in /usr/*/ /usr/lib/*/; do
	case $folder in /usr/bin/ | /usr/sbin/ | /usr/lib/ | /usr/lib64/ | /usr/lib/*-linux-gnu*/ | /usr/lib/python3*/) ;; *) mount -t tmpfs none "$folder" ;; esac
done
mount -t tmpfs none /usr/lib/python3/dist-packages 2>/dev/null || true
echo some >/etc/some.conf; echo of >/etc/other.conf; echo one >/etc/hooks.d/one; touch /boot/vmlinuz-${VERSION} /update-initramfs /opt/note
cat >/update-initramfs <<'END'
#!/bin/bash
set -e
{
	cat /etc/some.conf /etc/hooks.d/*
	echo "$WANTED $(gzip -c /etc/some.conf | gzip -dc | wc -c)"
	if [ -x /opt/more ]; then echo more; fi
	if [ -n "$NOTE" ]; then echo noted >>/opt/note; fi
	if [ -n "$HOST_TOO" ]; then cat "$HOST_TOO"; fi
} >${INITRD}
echo "made" >/var/lib/initramfs-tools/$3
END
chmod 755 /update-initramfs
export DISKWRIGHT_UNNAMED=x WANTED=a NOTE= HOST_TOO= TMP_BUILD_DIR=/tmp/dib_build.1
again() {
	rm -f ${INITRD} /var/lib/initramfs-tools/${VERSION}
	cp -p /update-initramfs /usr/sbin/update-initramfs.diskwright
	if ! /element/post-install.d/98-make-initramfs >/tmp/said 2>&1; then cat /tmp/said; exit 1; fi
	cp ${INITRD} /tmp/initrd
	case $(cat /tmp/said) in
	*"that of an earlier build"*) echo "$1: taken"; /update-initramfs -c -k ${VERSION}; cmp ${INITRD} /tmp/initrd ;;
	*) echo "$1: made"; sed 's/^/  /' /tmp/said ;;
	esac
}
`;

function builds(steps: string): string[] {
	const root = hookRoot();
	cpSync(join(ELEMENTS, "dpkg"), join(root.folder, "element"), { recursive: true });
	root.stub("dpkg-divert", "mv /usr/sbin/update-initramfs.diskwright /usr/sbin/update-initramfs");
	const { status, output } = root.shell(`${SETTING}${steps}`);
	expect(status, output).toBe(0);
	return output.trim().split("\n");
}

describe.skipIf(!canChroot || process.getuid?.() !== 0)("the initial ramdisk of an earlier build", () => {
	it("is taken, with the same content, while all that was read is the same, whatever else has changed", () => {
		expect(
			builds(`
again first
export DISKWRIGHT_UNNAMED=y TMP_BUILD_DIR=/tmp/dib_build.2
echo something else >/etc/other.conf; touch /tmp/new
again second
stat -c %a ${KEPT}/*; ls -A ${KEPT} | wc -l`),
		).toEqual(["first: made", "second: taken", "700", "1"]);
	});

	it("is made anew, and says why, once something that was read or could have been found has changed", () => {
		const lines = builds(`
again first
echo another >/etc/some.conf; again content
export WANTED=b; again variable
echo two >/etc/hooks.d/two; again listed
touch /opt/more; again "looked for"
chmod 755 /opt/more; again rights
echo "# ours" >>/element/initramfs/quick-functions; again program
again same
for file in ${KEPT}/*/0; do echo damage >>"$file"; done; again damaged
rm -r ${KEPT}; again none
chown 65534 ${KEPT}/*/record; again foreign
ls ${KEPT} | wc -l`);
		expect(lines.filter((line) => /: (made|taken)$/.test(line)).join(" "), lines.join("\n")).toBe(
			"first: made content: made variable: made listed: made looked for: made rights: made program: made same: taken damaged: made none: made foreign: made",
		);
		const reasons = lines.map((line) => /^ {2}The initial ramdisk is made: (.*)/.exec(line)?.[1]).filter(Boolean);
		expect(reasons).toEqual([
			"/etc/some.conf has changed",
			"WANTED has another value",
			...Array(3).fill("names, kinds or rights of files have changed"),
			"program is another one",
			"what is kept is damaged",
			expect.stringMatching(/record is not root's alone$/),
		]);
		expect(Number(lines.at(-1)), "few are kept").toBeLessThanOrEqual(2);
	});

	it("is not kept where it comes from more than what was read, or where making it has changed more", () => {
		const lines = builds(`
export HOST_TOO=/proc/swaps; again host
echo x >/tmp/passing; export HOST_TOO=/tmp/passing; again passing
export HOST_TOO= NOTE=y; again note
export NOTE= SOURCE_DATE_EPOCH=1; again times
unset SOURCE_DATE_EPOCH; export DIB_APT_LOCAL_CACHE=0; again nowhere
unset DIB_APT_LOCAL_CACHE; mkdir -p /etc/initramfs/post-update.d; touch /etc/initramfs/post-update.d/x; again more
rm -r /etc/initramfs; mkdir -p /etc/initramfs-tools/hooks; touch /etc/initramfs-tools/hooks/mine; again unknown
ls -A /var/cache/apt/archives`);
		expect(lines.filter((line) => /^\S+: /.test(line))).toEqual(
			["host", "passing", "note", "times", "nowhere", "more", "unknown"].map((name) => `${name}: made`),
		);
		const text = lines.join("\n");
		expect(text).toContain("not kept for later builds: /proc/swaps was read");
		expect(text).toContain("not kept for later builds: /tmp/passing was read");
		expect(text).toContain("not kept for later builds: /opt/note was changed on the way");
		expect(text).toContain("not kept for later builds: /etc/initramfs-tools/hooks/mine may read what is not seen");
		expect(lines.at(-1)).not.toBe("initramfs");
	});

	it("stays in the image cache for root alone, the last two of them, also where an earlier build was killed", () => {
		const root = hookRoot();
		const [made, cache] = ["/work/downloads/apt/initramfs", "/cache/apt/debian/initramfs"];
		cpSync(join(ELEMENTS, "dpkg"), join(root.folder, "element"), { recursive: true });
		const env = { TMP_BUILD_DIR: "/work", DIB_IMAGE_CACHE: "/cache", DISTRO_NAME: "debian", ARCH: "amd64" };
		const { status, output } = root.shell(
			`set -e
cd /
mkdir -p ${made}/a1 ${made}/b2 ${made}/.new.7 ${cache}/b2 ${cache}/c3 ${cache}/.new/half
touch -d 2024-01-01 ${cache}/b2; touch -d 2024-01-02 ${cache}/c3; touch -d 2024-01-03 ${made}/b2
(umask 077; echo text >${made}/a1/record); touch -d 2024-01-04 ${made}/a1
/element/post-root.d/50-keep-packages
ls -A ${cache}; stat -c %a ${cache}/a1/record`,
			env,
		);
		expect(`${status} ${output}`).toBe("0 a1\nb2\n600\n");
	});
});
