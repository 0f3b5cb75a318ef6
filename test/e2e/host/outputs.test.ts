import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hostState } from "../../support/host-state.js";
import { openWorkshop } from "../../support/tiny-build.js";

const PROGRAM = resolve(import.meta.dirname, "../../../dist/bin/disk-image-create.js");
const shop = openWorkshop();
const before = hostState([shop.temporary]);

const create = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
	shop.run([process.execPath, PROGRAM, "-n", ...args, "tiny-os", "curious"], env);
const run = (program: string, ...args: string[]) =>
	execFileSync(program, args, { cwd: shop.folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** What is easily lost on the way: attributes, ACLs, hard links, holes, dot-files, owners that the host has no name for. */
const CURIOUS = `#!/bin/bash
set -eu
cd "$TMP_MOUNT_PATH"
echo hidden >.dotfile
mkdir -p srv
echo text >srv/one
ln srv/one srv/two
ln -s /srv/one srv/link
setfattr -n user.note -v kept srv/one
setfattr -n security.capability -v 0x0100000200200000000000000000000000000000 srv/two
echo x >srv/acl
setfacl -m u:4321:rw srv/acl
echo x >srv/owned
chown 4321:8765 srv/owned
chmod 2751 srv/owned
truncate -s 8M srv/hole
echo end >>srv/hole
`;

beforeAll(() => {
	shop.element("curious/post-root.d/50-curious", CURIOUS);
	shop.write("manifest.json", '{"acKind": "ImageManifest"}\n');
});
afterAll(() => {
	const after = hostState([shop.temporary]);
	shop.remove();
	expect(after).toEqual(before);
});

/** Runs Python on an open tarfile `t`; what it prints is JSON. */
function ask(file: string, expression: string): unknown {
	const program = `import json, sys, tarfile; t = tarfile.open(sys.argv[1]); print(json.dumps(${expression}))`;
	return JSON.parse(run("python3", "-c", program, file));
}

describe("one build in every format", () => {
	const formats = "vmdk,qcow2,raw,vhd,vhdx,vdi,qed,tar,tgz,squashfs,ext4,docker,aci,dir";

	test("is made, each output once, with checksums", async () => {
		const args = [
			"-o",
			"image",
			"--image-size",
			"0.15",
			"--checksum",
			"--docker-target",
			"tests/tiny:1.0",
			"-t",
			formats,
		];
		const { code, stdout, stderr } = await create(args, { ACI_MANIFEST: "manifest.json" });
		expect(stdout + stderr).toContain("Build completed successfully");
		expect(code).toBe(0);
		const files = [
			"aci",
			"docker.tar",
			"ext4",
			"qcow2",
			"qed",
			"raw",
			"squash",
			"tar",
			"tgz",
			"vdi",
			"vhd",
			"vhdx",
			"vmdk",
		];
		const expected = files.flatMap((suffix) => ["", ".md5", ".sha256"].map((sum) => `image.${suffix}${sum}`));
		expect(shop.images()).toEqual([...expected, "image.dir", "image.manifest.json"].sort());
		for (const suffix of files) run("sha256sum", "--check", "--quiet", `image.${suffix}.sha256`);
		const { outputs } = JSON.parse(readFileSync(join(shop.folder, "image.manifest.json"), "utf8"));
		expect(outputs.map(({ format }: { format: string }) => format).at(-1)).toBe("raw");
		expect(readdirSync(shop.folder).filter((name) => name.includes(".part"))).toEqual([]);
	});

	test.each(["image.tar", "image.tgz"])("%s holds the tree and nothing of the host", (file) => {
		const names = ask(file, "t.getnames()") as string[];
		expect(names).toContain("./.dotfile");
		expect(
			names.filter((name) => !name.startsWith(".")).concat(names.filter((name) => /^\.\/(proc|sys)/.test(name))),
		).toEqual([]);
		expect(names.filter((name) => name.startsWith("./dev/"))).toEqual([]);
		const member = (name: string, what: string) => ask(file, `t.getmember("${name}").${what}`);
		expect(member("./srv/one", "pax_headers")).toMatchObject({ "SCHILY.xattr.user.note": "kept" });
		expect(member("./srv/acl", "pax_headers")).toMatchObject({
			"SCHILY.acl.access": expect.stringContaining("4321:rw-"),
		});
		expect(member("./srv/two", "linkname")).toBe("./srv/one");
		expect(member("./srv/link", "linkname")).toBe("/srv/one");
		expect(ask(file, 'next([m.uid, m.gid, m.mode, m.uname] for m in t if m.name == "./srv/owned")')).toEqual([
			4321,
			8765,
			0o2751,
			"",
		]);
		expect(ask(file, 'next([m.size, m.sparse is not None] for m in t if m.name == "./srv/hole")')).toEqual([
			8 * 2 ** 20 + 4,
			true,
		]);
		expect(statSync(join(shop.folder, file)).size).toBeLessThan(30 * 2 ** 20);
	});

	test("tar's own extraction brings capabilities back", () => {
		run("mkdir", "out");
		run("tar", "-C", "out", "--xattrs", "--xattrs-include=*", "--acls", "-xpf", "image.tar");
		expect(run("getfattr", "--absolute-names", "-n", "security.capability", "out/srv/two")).toContain(
			"security.capability=",
		);
		expect(run("getfacl", "-cnp", "out/srv/acl")).toContain("user:4321:rw-");
		expect(statSync(join(shop.folder, "out/srv/hole")).blocks * 512).toBeLessThan(2 ** 20);
		rmSync(join(shop.folder, "out"), { recursive: true });
	});

	test("unsquashfs opens the squashfs", () => {
		const listing = run("unsquashfs", "-lln", "image.squash");
		expect(listing).toMatch(/^-rwxr-s--x 4321\/8765 .* squashfs-root\/srv\/owned$/m);
		expect(listing).toMatch(/squashfs-root\/\.dotfile$/m);
		expect(listing).toMatch(/squashfs-root\/proc$/m);
		expect(listing).not.toMatch(/squashfs-root\/(dev|proc|sys)\/./);
		run("unsquashfs", "-q", "-n", "-d", "out", "image.squash", "srv");
		expect(statSync(join(shop.folder, "out/srv/one")).ino).toBe(statSync(join(shop.folder, "out/srv/two")).ino);
		expect(run("getfattr", "--absolute-names", "-d", "-m", "-", "out/srv/one")).toMatch(
			/security\.capability.*user\.note="kept"/s,
		);
		rmSync(join(shop.folder, "out"), { recursive: true });
	});

	test("skopeo reads the docker archive both ways, umoci unpacks it", () => {
		const inspect = (kind: string, tag: string) =>
			JSON.parse(run("skopeo", "inspect", `${kind}:image.docker.tar:${tag}`));
		const docker = inspect("docker-archive", "tests/tiny:1.0");
		expect(docker).toMatchObject({ Architecture: "amd64", Os: "linux" });
		expect(inspect("oci-archive", "1.0").Layers).toEqual(docker.Layers);
		run("skopeo", "copy", "oci-archive:image.docker.tar", "oci:layout:tiny");
		run("umoci", "unpack", "--image", "layout:tiny", "bundle");
		const root = join(shop.folder, "bundle/rootfs");
		expect(readFileSync(join(root, ".dotfile"), "utf8")).toBe("hidden\n");
		expect(statSync(join(root, "srv/one")).ino).toBe(statSync(join(root, "srv/two")).ino);
		expect(run("getfattr", "--absolute-names", "-d", "-m", "-", "bundle/rootfs/srv/one")).toContain(
			"security.capability",
		);
		expect(readdirSync(join(root, "dev"))).toEqual([]);
		for (const folder of ["layout", "bundle"]) rmSync(join(shop.folder, folder), { recursive: true });
	});

	test("the aci has its tree below rootfs, and the manifest", () => {
		const names = ask("image.aci", "t.getnames()") as string[];
		expect(names).toEqual(expect.arrayContaining(["manifest", "rootfs", "rootfs/.dotfile"]));
		expect(names.filter((name) => !/^(manifest|rootfs(\/.*)?)$/.test(name))).toEqual([]);
		expect(ask("image.aci", 't.getmember("rootfs/srv/link").linkname')).toBe("/srv/one");
		expect(ask("image.aci", 't.getmember("rootfs/srv/two").linkname')).toBe("rootfs/srv/one");
	});

	test.each([
		["qcow2", "qcow2"],
		["vmdk", "vmdk"],
		["vhd", "vpc"],
		["vhdx", "vhdx"],
		["vdi", "vdi"],
		["qed", "qed"],
	])("qemu-img finds in %s the disk of the raw image", (suffix, format) => {
		const info = JSON.parse(run("qemu-img", "info", "--output=json", `image.${suffix}`));
		expect(info).toMatchObject({ format, "virtual-size": statSync(join(shop.folder, "image.raw")).size });
		run("qemu-img", "compare", "-f", format, "-F", "raw", `image.${suffix}`, "image.raw");
	});

	test("the qcow2 is compressed, whatever else is asked for (Q39)", () => {
		const found = JSON.parse(run("qemu-img", "check", "--output=json", "image.qcow2"));
		expect(found["compressed-clusters"]).toBe(found["allocated-clusters"]);
	});

	test("e2fsck accepts the ext4, and the tree is in it", () => {
		run("e2fsck", "-fn", "image.ext4");
		expect(run("debugfs", "-R", "cat /.dotfile", "image.ext4")).toBe("hidden\n");
		expect(run("debugfs", "-R", "ea_get /srv/one user.note", "image.ext4")).toContain("kept");
		expect(run("blkid", "-o", "export", "image.ext4")).toMatch(/LABEL=cloudimg-rootfs\n.*TYPE=ext4/s);
	});

	test("the folder is the tree, with its owners", () => {
		const { uid, gid, mode } = statSync(join(shop.folder, "image.dir/srv/owned"));
		expect([uid, gid, mode & 0o7777]).toEqual([4321, 8765, 0o2751]);
		expect(readdirSync(join(shop.folder, "image.dir/dev"))).toEqual([]);
		expect(run("getfattr", "--absolute-names", "-n", "user.note", "image.dir/srv/one")).toContain("kept");
	});
});

test("older outputs are renamed, files and folders alike, and stale checksums go with them", async () => {
	for (const name of readdirSync(shop.folder).filter((entry) => entry.startsWith("image"))) {
		if (!/^image\.(tar|dir)/.test(name)) rmSync(join(shop.folder, name), { recursive: true });
	}
	writeFileSync(join(shop.folder, "image.dir/older"), "");
	const { code } = await create(["-o", "image", "-t", "tar,dir"]);
	expect(code).toBe(0);
	const date = String.raw`-\d{4}(\.\d\d){2}-\d\d(\.\d\d){2}`;
	const names = shop.images();
	expect(names).toHaveLength(7);
	for (const pattern of [
		`^image${date}.dir$`,
		`^image${date}.tar$`,
		`^image${date}.tar.md5$`,
		"^image.dir$",
		"^image.tar$",
	]) {
		expect(names.filter((name) => new RegExp(pattern).test(name))).toHaveLength(1);
	}
	expect(existsSync(join(shop.folder, "image.dir/older"))).toBe(false);
});

test("OVERWRITE_OLD_IMAGE=1 keeps no older outputs", async () => {
	const older = shop.images();
	writeFileSync(join(shop.folder, "image.dir/older"), "");
	const { code } = await create(["-o", "image", "-t", "tar,dir"], { OVERWRITE_OLD_IMAGE: "1", DIB_CHECKSUM: "sha256" });
	expect(code).toBe(0);
	expect(shop.images()).toEqual([...older, "image.tar.sha256"].sort());
	expect(existsSync(join(shop.folder, "image.dir/older"))).toBe(false);
});

test("no disk is made where none is asked for, and archives come with no-final-image too (Q38, Q64)", async () => {
	const { code, stdout } = await create(["-o", "bare", "-t", "tgz,qcow2", "no-final-image"]);
	expect(code).toBe(0);
	expect(stdout).toContain("they are not made");
	expect(
		readdirSync(shop.folder)
			.filter((name) => name.startsWith("bare"))
			.sort(),
	).toEqual(["bare.manifest.json", "bare.tgz"]);
});

test("hooks that look for the block device find it in a build without a disk", async () => {
	shop.element("looks/finalise.d/50-looks", '#!/bin/bash\nset -eu\ntest -n "$IMAGE_BLOCK_DEVICE"\ntouch /found\n');
	const { code } = await create(["-o", "looked", "-t", "tar", "--image-size", "0.15", "looks"]);
	expect(code).toBe(0);
	const names = ask("looked.tar", "t.getnames()") as string[];
	expect(names).toContain("./found");
	expect(names.filter((name) => name.startsWith("./dev/"))).toEqual([]);
});

test.each([
	[["-t", "docker"], {}, "Please set --docker-target."],
	[["-t", "docker", "--docker-target", "Big Name"], {}, "is not the name of an image"],
	[["-t", "floppy"], {}, "Output format 'floppy' is not known"],
	[["-t", "aci"], { ACI_MANIFEST: "nowhere" }, "nowhere of the aci does not exist"],
	[["-t", "tgz"], { DIB_GZIP_BIN: "no-such-gzip" }, "this host lacks no-such-gzip"],
])("%j %j is refused before the build", async (args, env, message) => {
	const { code, stderr, seconds } = await create(["-o", "never", ...args], env);
	expect(code).toBe(1);
	expect(stderr).toContain(message);
	expect(seconds).toBeLessThan(30);
	expect(readdirSync(shop.folder).filter((name) => name.startsWith("never"))).toEqual([]);
});
