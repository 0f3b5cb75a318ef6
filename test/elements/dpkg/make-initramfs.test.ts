import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { canChroot, ELEMENTS, type HookRoot, hookRoot } from "../hook-root.js";

const VERSION = "6.1.0-9-test";
const STOCK = "/usr/share/initramfs-tools/hook-functions";
const MODULES = `/usr/lib/modules/${VERSION}/kernel`;

/** What `modprobe --show-depends` would do for a module, and the firmware that `modinfo` names. */
const DEPENDENCIES: Readonly<Record<string, readonly string[]>> = {
	ext4: ["lib/crc16.ko", "fs/jbd2.ko", "fs/ext4.ko"],
	bnx2: ["net/bnx2.ko"],
	"snd-hda": ["lib/crc16.ko", "sound/snd-hda.ko"],
	linked: ["net/linked.ko"],
	"in-linked-folder": ["elsewhere/in-linked-folder.ko"],
};
const FIRMWARE: Readonly<Record<string, readonly string[]>> = {
	"bnx2.ko": ["bnx2/there.fw", "bnx2/link.fw", "bnx2/missing.fw"],
	"snd-hda.ko": ["also-missing.fw"],
	"ext4.ko": ["updated.fw"],
};

const files = [...new Set(Object.values(DEPENDENCIES).flat())];
const cases = <T>(table: Readonly<Record<string, T>>, text: (value: T, key: string) => string) =>
	Object.entries(table)
		.map(([key, value]) => `${key}) ${text(value, key)} ;;`)
		.join("\n");

/** Modules that are plain files, tools that answer from the tables, and a mkinitramfs that makes what hooks would. */
const SETTING = `
set -eu
mkdir -p /over && mount -t tmpfs none /over && mkdir /over/upper /over/work
mount -t overlay -o lowerdir=/usr,upperdir=/over/upper,workdir=/over/work overlay /usr
mkdir -p ${MODULES} && cd ${MODULES} && mkdir -p lib fs net sound /opt/elsewhere && ln -s /opt/elsewhere elsewhere
${files.map((file) => `echo ${file} >${file}; touch -d 2024-01-02T03:04:05.678 ${file}`).join("\n")}
chmod 600 fs/ext4.ko
mv net/linked.ko /opt && ln -s /opt/linked.ko net/linked.ko
mkdir -p /usr/lib/firmware/bnx2 /usr/lib/firmware/updates
cd /usr/lib/firmware && echo there >bnx2/there.fw && echo real >real.fw && ln -s ../real.fw bnx2/link.fw && echo new >updates/updated.fw
mkdir -p /etc/initramfs-tools && printf 'bnx2\\nsnd-hda model=x\\n' >/etc/initramfs-tools/modules
cat >/usr/sbin/modprobe <<'END'
#!/bin/bash
echo modprobe >>/counted
for name; do
	case $name in
	${cases(DEPENDENCIES, (list) => list.map((file) => `printf 'insmod %s %s\\n' /lib/modules/${VERSION}/kernel/${file} "an option"`).join("; "))}
	built-in) echo builtin built-in ;;
	esac
done
END
cat >/stubs/modinfo <<'END'
#!/bin/bash
echo modinfo >>/counted
for file; do
	case \${file##*/} in
	${cases(FIRMWARE, (list) => `printf '%s\\n' ${list.join(" ")}`)}
	esac
done
END
cat >/usr/sbin/update-initramfs.diskwright <<'END'
#!/bin/sh -e
. /usr/share/initramfs-tools/hook-functions
verbose=n version=$3 CONFDIR=/etc/initramfs-tools DESTDIR=/made MODULESDIR=/lib/modules/$3
mkdir -p $DESTDIR/conf $DESTDIR/etc/there
for folder in bin lib lib64 sbin; do mkdir -p $DESTDIR/usr/$folder; ln -s usr/$folder $DESTDIR/$folder; done
manual_add_modules
manual_add_modules ext4 built-in no-such-module
copy_modules_dir kernel/net
manual_add_modules ext4 in-linked-folder
add_modules_from_file /etc/initramfs-tools/modules
copy_exec /usr/bin/another-bash /bin
copy_exec /bin/bash
copy_exec /sbin/modprobe /sbin || echo "modprobe: $?"
copy_file text /etc/some.conf
copy_file text /etc/some.conf && echo wrong || echo "again: $?"
copy_file text /etc/no-such || echo "missing: $?"
copy_file text /etc/some.conf /etc/there
copy_file text /etc/some.conf /etc/slash/
copy_file text /etc/some.conf /etc//x/../dots
copy_file text /etc/linked.conf
copy_file text "/etc/with a blank"
copy_file text etc/some.conf relative
gzip -c /usr/bin/bash >/packed
od -An -tx1 -j3 -N1 /packed >/flags
gzip -dc /packed | cmp - /usr/bin/bash && echo "packed and unpacked"
END
chmod 755 /usr/sbin/modprobe /stubs/modinfo /usr/sbin/update-initramfs.diskwright
ln -s bash /usr/bin/another-bash
touch /boot/vmlinuz-${VERSION} /etc/some.conf "/etc/with a blank" && ln -s some.conf /etc/linked.conf
cd /
`;

const SHOW = `
cd /made
find . -type d -printf 'd %m %p\\n' -o -newermt 2025-01-01 -printf '%y %m %s made %l %p\\n' -o -printf '%y %m %s %Tc %l %p\\n' | sort
find . -type f -print0 | sort -z | xargs -0 sha256sum
`;

function image(quick: boolean): HookRoot {
	const root = hookRoot();
	cpSync(join(ELEMENTS, "dpkg"), join(root.folder, "element"), { recursive: true });
	if (!quick) root.write("element/initramfs/quickly", '#!/bin/sh\nexec "$@"\n');
	mkdirSync(join(root.folder, "opt"));
	root.stub("dpkg-divert", "mv /usr/sbin/update-initramfs.diskwright /usr/sbin/update-initramfs");
	return root;
}

interface Made {
	readonly said: string;
	readonly made: string;
	readonly processes: number;
	/** Of what was packed: whether its name is in it. */
	readonly flags: string;
}

function make(quick: boolean, before = ""): Made {
	const root = image(quick);
	const hook = "/element/post-install.d/98-make-initramfs";
	// The stock functions of the image are as they were.
	const made = `cp -p ${STOCK} /before; cp -p /usr/bin/gzip /gzip\n${hook}\ncmp ${STOCK} /before; cmp /usr/bin/gzip /gzip`;
	const result = root.shell(`(${SETTING} ${before}\n${made}) >/said 2>&1\n[ $? = 0 ] || exit 1\n${SHOW}`);
	expect(result.status, `${result.output}${root.has("said") ? root.read("said") : ""}`).toBe(0);
	return {
		said: root.read("said"),
		made: result.output,
		processes: root.read("counted").trim().split("\n").length,
		flags: root.read("flags").trim(),
	};
}

describe.skipIf(!canChroot)("the initial ramdisk", () => {
	it("has the same files, modes, times and links, is made with fewer processes, and warns of the same", () => {
		const [stock, quick] = [make(false), make(true)];
		expect(quick.made).toBe(stock.made);
		expect(quick.made).toContain(`/usr/lib/modules/${VERSION}/kernel/net/linked.ko`);
		expect(quick.made).toContain("./usr/lib/firmware/real.fw");
		expect(quick.said.split("\n").sort()).toEqual(stock.said.split("\n").sort());
		expect(quick.said).toContain("again: 1\nmissing: 2\n");
		expect(quick.processes).toBeLessThan(stock.processes);
	});

	it("is packed by all processors into one member without a name", () => {
		const { said, flags } = make(true);
		expect(said).toContain("packed and unpacked");
		expect(flags, "gzip itself notes the name of the file").toBe("00");
	});

	it("is packed the same by any number of processors, also where it is empty or no longer than a piece", () => {
		const root = hookRoot();
		cpSync(join(ELEMENTS, "dpkg/initramfs/gzip"), join(root.folder, "stubs/packer"));
		const pack = "/stubs/packer -n -c";
		const result = root.shell(`set -e
export DISKWRIGHT_GZIP=/usr/bin/gzip
for bytes in 0 1 1048576 1048577 3000000; do
	head -c "$bytes" /dev/zero | od -v >/plain; truncate -s "$bytes" /plain
	taskset --cpu-list "$(taskset -cp $$ | grep -o '[0-9]*$')" ${pack} /plain >/one
	${pack} /plain >/all
	cmp /one /all
	gzip -dc /all | cmp - /plain
	/stubs/packer -dc /all | cmp - /plain
done`);
		expect(result.status, result.output).toBe(0);
	});

	it("is made by the stock functions where these are others than those that are known", () => {
		const changed = `sed -i 's/cp -pP/cp -p -P/' ${STOCK}`;
		const { flags, ...made } = make(true, changed);
		expect(make(false, changed)).toMatchObject(made);
		expect(flags).toMatch(/^0[08]$/);
	});
});
