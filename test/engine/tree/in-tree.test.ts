import { execFileSync } from "node:child_process";
import {
	linkSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	realpathSync,
	rmSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { describeTree } from "../../../src/engine/output/manifest.js";
import { lendLogins } from "../../../src/engine/root/apt-logins.js";
import { finaliseTree } from "../../../src/engine/root/finalise-tree.js";
import {
	emptyInTree,
	kindInTree,
	listInTree,
	readInTree,
	removeInTree,
	renameInTree,
	writeInTree,
} from "../../../src/engine/tree/files.js";
import { inTree } from "../../../src/engine/tree/in-tree.js";
import { eachFile } from "../../../src/engine/tree/walk.js";
import { temporaryFolder } from "../../support/elements.js";
import { snapshot } from "../../support/snapshot.js";

let base = "";
let tree = "";
let probe = "";

beforeEach(() => {
	base = realpathSync(mkdtempSync("/var/tmp/in-tree-"));
	tree = join(base, "tree");
	probe = join(base, "probe");
	for (const folder of [tree, probe, join(probe, "log")]) mkdirSync(folder);
	for (const file of ["file", "log/syslog", "status"]) writeFileSync(join(probe, file), "of the host\n");
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const inside = (path: string) => join(tree, path);
/** Where a path of the tree is, without links; the name of the error when it is nowhere. */
const pathOf = (path: string, options = {}) =>
	inTree(tree, path, options, async (spot) => spot.path).catch((error: Error) => error.message);

describe("a path of the image", () => {
	test("begins again at the tree for absolute links, and .. never leaves it", async () => {
		mkdirSync(inside("usr/bin"), { recursive: true });
		mkdirSync(inside("etc"));
		symlinkSync("/usr/bin", inside("bin"));
		symlinkSync("../../../../../../../usr", inside("etc/up"));
		symlinkSync("/bin", inside("etc/chain"));
		expect(await pathOf("/bin")).toBe("/usr/bin");
		expect(await pathOf("bin/..")).toBe("/usr");
		expect(await pathOf("../../../etc/./up//bin")).toBe("/usr/bin");
		expect(await pathOf("etc/chain")).toBe("/usr/bin");
		expect(await pathOf("etc/chain", { follow: false })).toBe("/etc/chain");
		expect(await pathOf("/..")).toBe("/");
	});

	test("that leads to the host is looked for in the tree, and said to be missing there", async () => {
		symlinkSync(probe, inside("var"));
		expect(await pathOf("var/log")).toMatch(/^var\/log cannot be reached in the image: \/var\/.* is missing|circle/);
		symlinkSync(`${probe}/file`, inside("file"));
		expect(await readInTree(tree, "file")).toBeUndefined();
		expect(await kindInTree(tree, "file")).toBeUndefined();
		expect(await kindInTree(tree, "file", false)).toBe("link");
		symlinkSync(`..${"/..".repeat(20)}${probe}`, inside("up"));
		expect(await listInTree(tree, "up")).toEqual([]);
	});

	test("whose links go round in a circle is an error by name, and no file for those who only look", async () => {
		symlinkSync("/two", inside("one"));
		symlinkSync("one", inside("two"));
		expect(await pathOf("one/x")).toContain("its links lead in a circle (ELOOP)");
		expect(await readInTree(tree, "one/x")).toBeUndefined();
		await expect(writeInTree(tree, "one/x", "")).rejects.toThrow("ELOOP");
	});

	test("of any bytes is found", async () => {
		const name = Buffer.from([0x66, 0xff, 0xfe]);
		mkdirSync(Buffer.concat([Buffer.from(`${tree}/`), name]));
		const found = await inTree(tree, name, {}, async ({ stats }) => stats?.isDirectory());
		expect(found).toBe(true);
	});

	test("stays what was found while a link takes the place of a folder on the way", async () => {
		mkdirSync(inside("var/log"), { recursive: true });
		const before = snapshot(probe);
		await inTree(tree, "var/log", {}, async ({ it, folder }) => {
			execFileSync("mv", [inside("var"), inside("old")]);
			symlinkSync(probe, inside("var"));
			writeFileSync(`${it}/new`, "");
			expect(readdirSync(folder)).toEqual(["log"]);
		});
		expect(readdirSync(inside("old/log"))).toEqual(["new"]);
		expect(snapshot(probe)).toEqual(before);
	});

	test("missing folders are made where wanted, those that a link leads to inside the tree", async () => {
		symlinkSync("/data/srv", inside("srv"));
		expect(await pathOf("srv/www", { make: true })).toBe("/data/srv/www");
		expect(lstatSync(inside("data/srv/www")).mode & 0o777).toBe(0o755);
		writeFileSync(inside("plain"), "");
		expect(await pathOf("plain", { make: true })).toContain("is not a folder");
	});
});

describe("files of the image", () => {
	test.each(["link", "dangling link", "hard link", "fifo", "device"])(
		"are replaced, never written through: a %s",
		async (kind) => {
			mkdirSync(inside("etc"));
			const file = inside("etc/fstab");
			if (kind === "link") symlinkSync(`${probe}/file`, file);
			if (kind === "dangling link") symlinkSync(`${probe}/none`, file);
			if (kind === "hard link") linkSync(`${probe}/file`, file);
			if (kind === "fifo") execFileSync("mkfifo", [file]);
			if (kind === "device") execFileSync("mknod", [file, "c", "1", "3"]);
			const before = snapshot(probe);
			await writeInTree(tree, "etc/fstab", "new\n");
			expect(readFileSync(file, "utf8")).toBe("new\n");
			expect(lstatSync(file).isFile()).toBe(true);
			expect(readdirSync(inside("etc"))).toEqual(["fstab"]);
			// A name fewer is a change of the file's inode, not of what is in it.
			expect(snapshot(probe)).toEqual(before);
		},
	);

	test("in the place of a folder are refused by name", async () => {
		mkdirSync(inside("etc/fstab/x"), { recursive: true });
		await expect(writeInTree(tree, "etc/fstab", "")).rejects.toThrow("etc/fstab cannot be written in the image");
		expect(readdirSync(inside("etc"))).toEqual(["fstab"]);
	});

	test("that are pipes, devices, folders or beyond measure are not read", async () => {
		execFileSync("mkfifo", [inside("fifo")]);
		execFileSync("mknod", [inside("zero"), "c", "1", "5"]);
		writeFileSync(inside("huge"), "");
		truncateSync(inside("huge"), 2 ** 40);
		symlinkSync("/proc/self/environ", inside("environ"));
		for (const path of ["fifo", "zero", "huge", "environ", "."]) expect(await readInTree(tree, path)).toBeUndefined();
	});

	test("are renamed and removed, the links themselves and not what they lead to", async () => {
		symlinkSync(`${probe}/file`, inside("a"));
		symlinkSync(probe, inside("folder"));
		await renameInTree(tree, "a", "b");
		expect(await removeInTree(tree, "b")).toEqual([]);
		expect(await removeInTree(tree, "folder")).toEqual([]);
		expect(await removeInTree(tree, "nothing/here")).toEqual([]);
		expect(readdirSync(tree)).toEqual([]);
		expect(readdirSync(probe).sort()).toEqual(["file", "log", "status"]);
	});

	test("of a folder are removed, links in it with them; a folder that is a link to the host is none", async () => {
		mkdirSync(inside("tmp"));
		symlinkSync(probe, inside("tmp/link"));
		symlinkSync(`${probe}/log`, inside("other"));
		const before = snapshot(probe);
		expect(await emptyInTree(tree, "tmp")).toEqual([]);
		expect(await emptyInTree(tree, "other")).toEqual([]);
		expect(readdirSync(inside("tmp"))).toEqual([]);
		expect(snapshot(probe)).toEqual(before);
	});

	test("below a folder are visited by any name, without following links", async () => {
		mkdirSync(inside("var/log/deep"), { recursive: true });
		writeFileSync(Buffer.concat([Buffer.from(`${inside("var/log/deep")}/`), Buffer.from([0x66, 0xff])]), "x");
		symlinkSync(probe, inside("var/log/link"));
		const found: string[] = [];
		await eachFile(tree, "var/log", async ({ path }) => void found.push(path));
		expect(found).toEqual(["/var/log/deep/f\ufffd"]);
	});
});

/** Ways in which a folder or file of the image can be another one. */
const LINKS: Record<string, (target: string, at: string) => void> = {
	"an absolute link": symlinkSync,
	"a relative link with many ..": (target, at) => symlinkSync(`${"../".repeat(30)}${target.slice(1)}`, at),
	"a chain of links": (target, at) => {
		symlinkSync(target, `${at}.first`);
		symlinkSync(`${at.slice(tree.length)}.first`, at);
	},
};

describe.each(Object.keys(LINKS))("the last touches, when a folder is %s to one of the host", (kind) => {
	const link = (target: string, path: string) => LINKS[kind]?.(target, inside(path));

	const settings = ["etc/apt", "etc/apt/sources.list.d", "etc/apt/sources.list", "etc/sysconfig", "etc/yum.conf"];
	test.each(["", "etc", "root", "tmp", "var", "var/log", "var/lib", "var/lib/dpkg", "etc/dib-manifests", ...settings])(
		"/%s",
		async (path) => {
			for (const folder of ["etc/apt", "root", "tmp", "var/log", "var/lib/dpkg"])
				mkdirSync(inside(folder), { recursive: true });
			for (const name of ["x.log", "tmp", "dib-manifest-git-x", "resolv.conf", "resolv.conf.ORIG"]) {
				writeFileSync(join(probe, name), "of the host\n");
			}
			for (const name of ["sources.list", "proxy", "yum.conf"])
				writeFileSync(join(probe, name), "deb http://me:pw@h/x a b\n");
			writeFileSync(join(probe, "status"), "Package: hosts\nStatus: install ok installed\nVersion: 1\n");
			if (path) {
				rmSync(inside(path), { recursive: true, force: true });
				link(probe, path);
			}
			const before = snapshot(probe);
			const end = await lendLogins(tree, temporaryFolder(), ["me:pw"]);
			expect([...(await end(tree)), ...(await finaliseTree(tree))]).toEqual([]);
			await writeInTree(tree, "etc/fstab", "").catch(() => {});
			const plan = { resolution: { selected: [] }, environment: [] } as unknown as Parameters<typeof describeTree>[0];
			const { packages, sources } = await describeTree(plan, tree, "");
			expect([packages, sources]).toEqual([[], []]);
			expect(snapshot(probe)).toEqual(before);
		},
	);
});

describe("the last touches", () => {
	test("empty logs where /var is a link inside the image", async () => {
		mkdirSync(inside("usr/var/log"), { recursive: true });
		writeFileSync(inside("usr/var/log/syslog"), "old\n");
		symlinkSync("/usr/var", inside("var"));
		expect(await finaliseTree(tree)).toEqual([]);
		expect(readFileSync(inside("usr/var/log/syslog"), "utf8")).toBe("");
	});

	test("leave the other names of a log alone", async () => {
		mkdirSync(inside("var/log"), { recursive: true });
		linkSync(`${probe}/file`, inside("var/log/syslog"));
		expect(await finaliseTree(tree)).toEqual([]);
		expect(readFileSync(`${probe}/file`, "utf8")).toBe("of the host\n");
		expect(readFileSync(inside("var/log/syslog"), "utf8")).toBe("");
		expect(readdirSync(inside("var/log"))).toEqual(["syslog"]);
	});

	test("put back a resolv.conf that is a link, a folder or missing", async () => {
		mkdirSync(inside("etc"));
		writeFileSync(inside("etc/resolv.conf"), "build\n");
		symlinkSync(`${probe}/file`, inside("etc/resolv.conf.ORIG"));
		expect(await finaliseTree(tree)).toEqual([]);
		expect(readdirSync(inside("etc"))).toEqual(["resolv.conf"]);
		expect(lstatSync(inside("etc/resolv.conf")).isSymbolicLink()).toBe(true);
		rmSync(inside("etc/resolv.conf"));
		mkdirSync(inside("etc/resolv.conf/x"), { recursive: true });
		writeFileSync(inside("etc/resolv.conf.ORIG"), "own\n");
		expect(await finaliseTree(tree)).toEqual([]);
		expect(readFileSync(inside("etc/resolv.conf"), "utf8")).toBe("own\n");
	});

	test("remove every copy of the host's resolver that a package has kept", async () => {
		mkdirSync(inside("etc/resolvconf/resolv.conf.d"), { recursive: true });
		const host = readFileSync("/etc/resolv.conf", "utf8");
		writeFileSync(inside("etc/resolvconf/resolv.conf.d/original"), host);
		writeFileSync(inside("etc/.resolv.conf.systemd-resolved.bak"), host);
		writeFileSync(inside("etc/resolv.conf.bak"), "another\n");
		symlinkSync("/run/resolv.conf", inside("etc/resolv.conf"));
		expect(await finaliseTree(tree)).toEqual([]);
		expect(readdirSync(inside("etc")).sort()).toEqual(["resolv.conf", "resolv.conf.bak", "resolvconf"]);
		expect(readdirSync(inside("etc/resolvconf/resolv.conf.d"))).toEqual([]);
	});
});
