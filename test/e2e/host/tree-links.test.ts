import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { hostState } from "../../support/host-state.js";
import { snapshot } from "../../support/snapshot.js";
import { openWorkshop } from "../../support/tiny-build.js";

const shop = openWorkshop();
const probe = join(shop.folder, "probe");
const before = hostState([shop.temporary]);
let untouched: ReturnType<typeof snapshot>;

/** Told from everything else in an image. */
const SECRET = "this line belongs to the host alone";

beforeEach(() => {
	// As many kinds of things as the engine could fall over: it would empty, remove, replace, read or copy them.
	for (const folder of ["log", "lib/dpkg", "pts", "in_target.d/install.d", "lost+found", "dib-manifests", "srv"]) {
		mkdirSync(join(probe, folder), { recursive: true });
	}
	const files = ["fstab", "resolv.conf", "resolv.conf.ORIG", "status", "x.log", "log/syslog", "lib/dpkg/status"];
	for (const file of [...files, "in_target.d/x", "lost+found/x", "dib-manifests/dib-manifest-git-x", "srv/x"]) {
		writeFileSync(join(probe, file), `${SECRET}\nPackage: hosts\nStatus: install ok installed\nVersion: 1\n`);
	}
	untouched = snapshot(probe);
});
afterAll(() => {
	const after = hostState([shop.temporary]);
	shop.remove();
	expect(after).toEqual(before);
});

const run = (program: string, ...args: string[]) =>
	execFileSync(program, args, { cwd: shop.folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** Two partitions: the second one at /srv. */
const TWO = `
- local_loop: { name: image0 }
- partitioning:
    base: image0
    label: gpt
    partitions:
    - { name: root, size: 150MiB, mkfs: { type: ext4, mount: { mount_point: /, fstab: {} } } }
    - { name: srv, size: 30MiB, mkfs: { type: ext4, opts: "-J size=1", mount: { mount_point: /srv, fstab: {} } } }
`;

/** Both ways of making the file systems: filled at the end, or mounted because a hook looks. */
const WAYS = [
	["filled at the end", []],
	["mounted for a hook", ["looks"]],
] as const;

async function build(elements: readonly string[], env: NodeJS.ProcessEnv = {}) {
	shop.element("looks/finalise.d/50-looks", "#!/bin/bash\ntrue\n");
	const result = await shop.build(elements, { DIB_BLOCK_DEVICE_CONFIG: TWO, ...env });
	expect(snapshot(probe)).toEqual(untouched);
	return result;
}

/** Makes PATH of the image a link, as a hook that moves a folder elsewhere does, and forgets a step. */
const makeLink = (path: string, target: string) =>
	`rm -rf "./${path}" 2>/dev/null || mv "./${path}" "./moved.\${RANDOM}"\nmkdir -p "$(dirname "./${path}")"\nln -s "${target}" "./${path}"\n`;
/** Hooks of one phase; chroot phases run them at / of the image, those outside at the tree. */
const links = (name: string, phase: string, paths: readonly string[], target: (path: string) => string) => {
	const text = `#!/bin/bash\nset -eu\nif [ "$PWD" != / ]; then cd "$TMP_MOUNT_PATH"; fi\n`;
	shop.element(`${name}/${phase}.d/60-links`, text + paths.map((path) => makeLink(path, target(path))).join(""));
};

test.each(WAYS)(
	"folders and files of the image that are links to the host, %s: nothing of the host changes or is read",
	async (_, more) => {
		// Each at the latest moment after which the engine still works with it.
		links(
			"early",
			"post-install",
			["var/log", "var/lib/dpkg", "root", "home", "media", "mnt", "opt", "boot"],
			() => probe,
		);
		links("early", "post-root", ["srv", "lost+found", "etc/fstab", "etc/dib-manifests"], (path) =>
			path === "etc/fstab" ? `${probe}/fstab` : probe,
		);
		links("late", "finalise", ["etc/resolv.conf.ORIG"], () => `${probe}/resolv.conf`);
		const { code, stdout, stderr } = await build(["early", "late", ...more]);
		expect(stdout + stderr).not.toContain("rror:");
		expect(code).toBe(0);
		expect(readFileSync(join(shop.folder, "image.raw")).includes(SECRET)).toBe(false);
		expect(readFileSync(join(shop.folder, "image.manifest.json"), "utf8")).not.toContain("hosts");
		const fstab = run("debugfs", "-R", "cat /etc/fstab", "image.raw?offset=1048576");
		expect(fstab).toContain(" / ext4");
		expect(fstab).toContain(` ${probe} ext4`);
	},
);

test.each(WAYS)(
	"a second partition whose mount point is a link inside the image gets what the link leads to, %s",
	async (_, more) => {
		shop.element(
			"moves/post-install.d/50-moves",
			"#!/bin/bash\nset -eu\nmkdir -p /data/srv\necho here >/data/srv/file\nrm -rf /srv\nln -s /data/srv /srv\n",
		);
		const { code, stdout } = await build(["moves", ...more]);
		expect(code).toBe(0);
		expect(stdout).toContain("/srv is /data/srv in the image");
		expect(run("debugfs", "-R", "cat /etc/fstab", "image.raw?offset=1048576")).toContain(" /data/srv ext4");
		expect(run("debugfs", "-R", "cat /file", `image.raw?offset=${151 * 2 ** 20}`)).toBe("here\n");
	},
);

test.each(["var", "usr/../var", "etc", "tmp", "."])(
	"/%s as a link to the host, made in the last phase: nothing there changes",
	async (path) => {
		if (path === ".") {
			shop.element(
				"all/finalise.d/60-all",
				`#!/bin/bash\nset -eu\nmkdir /new\nfor one in home mnt opt root srv var tmp etc; do\n  mv /$one /new/ 2>/dev/null || true\n  ln -s ${probe} /$one || true\ndone\n`,
			);
		} else links("all", "finalise", [path], () => probe);
		await build(["all"]);
		expect(readFileSync(join(shop.folder, "image.raw")).includes(SECRET)).toBe(false);
	},
);

test("hooks that rename /tmp under their own feet: the hooks tree is taken away where it went, nothing of the host is removed", async () => {
	shop.element("renames/install.d/50-renames", `#!/bin/bash\nset -eu\nmv /tmp /elsewhere\nln -s ${probe} /tmp\n`);
	shop.element("renames/finalise.d/50-next", "#!/bin/bash\ntrue\n");
	const { stderr, stdout } = await build(["renames"]);
	// The next phase has no /tmp to show its hooks in.
	expect(stdout + stderr).toContain("the hooks cannot be shown inside the image");
});

test("pipes, devices and hard links in the place of files are neither waited for nor written through", async () => {
	shop.element(
		"odd/post-root.d/60-odd",
		`#!/bin/bash
set -eu
cd "$TMP_MOUNT_PATH"
mkdir -p var/lib/dpkg etc/dib-manifests var/log
rm -f etc/fstab etc/resolv.conf.ORIG var/lib/dpkg/status
mkfifo etc/fstab var/log/pipe
mknod var/lib/dpkg/status c 1 5
mkfifo etc/dib-manifests/dib-manifest-git-x
truncate -s 1T etc/dib-manifests/dib-manifest-git-y
rm -f etc/dib-manifests/dib-manifest-git-y
`,
	);
	const { code } = await build(["odd"]);
	expect(code).toBe(0);
	expect(run("debugfs", "-R", "cat /etc/fstab", "image.raw?offset=1048576")).toContain(" / ext4");
});

test("a link in a FAT partition is refused: the file that it leads to on the host is not copied", async () => {
	const efi = TWO.replace('{ type: ext4, opts: "-J size=1", mount', "{ type: vfat, mount");
	shop.element("fat/post-install.d/50-fat", `#!/bin/bash\nset -eu\nmkdir -p /srv\nln -s ${probe}/fstab /srv/link\n`);
	const { code, stdout, stderr } = await build(["fat"], { DIB_BLOCK_DEVICE_CONFIG: efi });
	expect(code).not.toBe(0);
	expect(stdout + stderr).toContain("a FAT file system takes only files and folders, no links: link");
});

/** The folders of the standard that hooks and engine work with, but /var, in which the probe is. */
const STANDARD =
	"bin boot dev etc home lib lib64 media mnt opt proc root run sbin srv sys tmp usr var/log var/lib".split(" ");

/** Moves standard folders to where the host has folders of the same path, and leaves absolute links. */
const moved = (to: string) => `#!/bin/bash
set -eu
cd "$TARGET_ROOT"
mkdir -p ".${to}/var" media mnt opt srv boot home run var/log
for one in ${STANDARD.join(" ")}; do
    if [ -L "$one" ]; then
        target=$(readlink "$one")
        rm "$one"
        ln -s "${to}/$target" "$one"
    elif [ -d "$one" ]; then
        mv "$one" ".${to}/$one"
        ln -s "${to}/$one" "$one"
    fi
done
`;

test.each(WAYS)(
	"an image whose standard folders are absolute links is built as any other, in its own folders, %s",
	async (_, more) => {
		const to = mkdtempSync("/var/tmp/probe-");
		for (const folder of STANDARD) {
			mkdirSync(join(to, folder), { recursive: true });
			writeFileSync(join(to, folder, "x.log"), `${SECRET}\n`);
		}
		const files = [
			"etc/fstab",
			"etc/resolv.conf",
			"var/log/syslog",
			"var/lib/dpkg/status",
			"tmp/in_target.d/x",
			"dev/pts/x",
		];
		for (const file of [...files, "etc/dib-manifests/dib-manifest-git-x"]) {
			mkdirSync(join(to, file, ".."), { recursive: true });
			writeFileSync(join(to, file), `${SECRET}\nPackage: hosts\nStatus: install ok installed\nVersion: 1\n`);
		}
		const host = snapshot(to);
		shop.element("moved/root.d/60-moved", moved(to));
		shop.element(
			"moved/install.d/60-content",
			`#!/bin/bash\nset -eu\necho here >/srv/file\nmkdir -p /var/log\nfor file in /var/log/own /tmp/own /root/own.log; do echo old >$file; done\n`,
		);
		const { code, stdout, stderr } = await build(["moved", ...more]);
		expect(snapshot(to)).toEqual(host);
		rmSync(to, { recursive: true });
		expect(stdout + stderr).not.toContain("rror:");
		expect(code).toBe(0);
		const root = (command: string) => run("debugfs", "-R", command, "image.raw?offset=1048576");
		expect(root(`cat ${to}/etc/fstab`)).toContain(` ${to}/srv ext4`);
		expect(root(`stat ${to}/var/log/own`)).toContain("Size: 0");
		expect(root(`ls -p ${to}/tmp`)).not.toContain("/own/");
		expect(root(`ls -p ${to}/root`)).not.toContain("own.log");
		expect(run("debugfs", "-R", "cat /file", `image.raw?offset=${151 * 2 ** 20}`)).toBe("here\n");
		expect(readFileSync(join(shop.folder, "image.raw")).includes(SECRET)).toBe(false);
	},
);

test("hooks of others outside the image are warned of absolute links that would lead them to the host", async () => {
	shop.element("links/post-install.d/50-link", "#!/bin/bash\nset -eu\nrm -rf /opt\nln -s /data/opt /opt\n");
	shop.element("links/cleanup.d/50-looks", "#!/bin/bash\ntrue\n");
	const { code, stdout, stderr } = await build(["links"]);
	expect(code).toBe(0);
	expect(stdout + stderr).toContain(
		"Folders of the image are absolute links: /opt (to /data/opt); through them a hook outside the image reaches this host: cleanup.d/50-looks",
	);
});

test("the folder of manifests beside the image is never written through a link", async () => {
	const beside = join(shop.folder, "image.d");
	const links = [beside, join(beside, "dib-manifests"), join(beside, "dib-manifests/dib_environment")];
	for (const link of links) {
		rmSync(beside, { recursive: true, force: true });
		mkdirSync(join(link, ".."), { recursive: true });
		symlinkSync(link.endsWith("environment") ? join(probe, "fstab") : probe, link);
		const { code } = await build(["manifests"], { IMAGE_NAME: "image" });
		expect(code).toBe(0);
		expect(lstatSync(join(beside, "dib-manifests/dib_environment")).isFile()).toBe(true);
	}
});
test("links beside the output are replaced, never written through", async () => {
	const names = ["image.manifest.json", "image.raw", "image.raw.md5", "image.raw.sha256"];
	for (const name of names) {
		execFileSync("rm", ["-rf", join(shop.folder, name)]);
		symlinkSync(join(probe, "fstab"), join(shop.folder, name));
	}
	const { code } = await build(["--checksum"]);
	expect(code).toBe(0);
	const now = snapshot(shop.folder);
	for (const name of names) expect(now[name]?.startsWith("100"), name).toBe(true);
});
