import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	truncateSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DIB_ELEMENTS } from "../support/catalogue.js";
import { makeCloudDisk, makeTinyTree } from "../support/cloud-disk.js";
import { IMAGE, makeDressedUbuntu, RELEASE, writeChecksums } from "../support/dressed-ubuntu.js";
import { childrenOf, hostState, processesNaming, until } from "../support/host-state.js";
import { type LoopbackServer, makeCertificate, openLoopbackServer } from "../support/loopback-server.js";
import type { Finished } from "../support/run-program.js";
import { openWorkshop, type Workshop } from "../support/tiny-build.js";

const STAND_INS = resolve(import.meta.dirname, "../support/stand-ins");
/** Status of the hook that ends a build once the tree is there. */
const ENOUGH = 77;

let workshop: Workshop;
let cache: string;

beforeEach(() => {
	workshop = openWorkshop();
	cache = join(workshop.folder, "cache");
	workshop.element(
		"enough/root.d/11-enough",
		`#!/bin/bash\nset -eu\ncat "$TARGET_ROOT/etc/os-release"\ntar -C "$TARGET_ROOT" --xattrs -cf "$NOTES/tree.tar" .\nexit ${ENOUGH}\n`,
	);
	workshop.element("enough/README.rst", "enough\n", 0o644);
});
afterEach(() => workshop.remove());

/** The command line of `disk-image-create` for a tree of `element` and no more. */
const rootPhase = (element: string, ...args: string[]) => [
	process.execPath,
	resolve(import.meta.dirname, "../../dist/bin/disk-image-create.js"),
	...["-n", "-a", "amd64", "-t", "tar", "-o", "image", "--image-cache", cache, ...args, element, "enough"],
];
const log = ({ stdout, stderr }: Finished) => stdout + stderr;
const cached = () => readdirSync(cache).sort();

describe("our ubuntu, from a server that fails", () => {
	let www: string;
	let server: LoopbackServer;
	const image = `/${IMAGE}`;
	const sums = `SHA256SUMS.ubuntu.${RELEASE}.amd64`;

	beforeAll(async () => {
		www = mkdtempSync("/var/tmp/www-");
		server = await openLoopbackServer(www);
	});
	beforeEach(() => {
		server.recover();
		publish("tiny");
	});
	afterAll(() => {
		server.close();
		rmSync(www, { recursive: true });
	});

	/** Publishes an image whose os-release says `ID=name`, with its checksum, younger than every one before. */
	let publications = 0;
	function publish(name: string): void {
		const tree = join(www, "tree");
		mkdirSync(join(tree, "etc"), { recursive: true });
		writeFileSync(join(tree, "etc/os-release"), `ID=${name}\n`);
		writeFileSync(join(tree, "etc/ballast"), Buffer.alloc(300_000, name));
		const options = ["-noappend", "-noD", "-quiet", "-no-progress"];
		execFileSync("mksquashfs", [tree, join(www, IMAGE), ...options], { stdio: "ignore" });
		rmSync(tree, { recursive: true });
		writeChecksums(www);
		publications += 1;
		const date = new Date(Date.UTC(2026, 0, 1, 0, publications));
		for (const file of [IMAGE, "SHA256SUMS"]) utimesSync(join(www, file), date, date);
	}

	const environment = (env: NodeJS.ProcessEnv = {}) => ({
		NOTES: workshop.folder,
		DIB_RELEASE: RELEASE,
		DIB_CLOUD_IMAGES: server.url,
		SHA256SUMS: `${server.url}/SHA256SUMS`,
		no_proxy: "127.0.0.1",
		...env,
	});
	const build = (env?: NodeJS.ProcessEnv, ...args: string[]) =>
		workshop.run(rootPhase("ubuntu", ...args), environment(env));
	const withoutNetwork = (env?: NodeJS.ProcessEnv, ...args: string[]) =>
		workshop.run(["unshare", "--net", ...rootPhase("ubuntu", ...args)], environment(env));

	test("is fetched, verified and kept; then only the checksums are asked for; then nobody", async () => {
		const first = await build();
		expect(first.code, log(first)).toBe(ENOUGH);
		expect(log(first)).toContain("ID=tiny");
		expect(cached()).toEqual([sums, IMAGE].sort());
		expect((await build()).code).toBe(ENOUGH);
		expect(server.answers).toEqual(["/SHA256SUMS 200", `${image} 200`, "/SHA256SUMS 304"]);
		const offline = await withoutNetwork({}, "--offline");
		expect(offline.code, log(offline)).toBe(ENOUGH);
		expect(server.answers).toHaveLength(3);
	});

	test("is fetched again when another one has been published", async () => {
		await build();
		publish("renewed");
		const renewed = await build();
		expect(log(renewed)).toContain("ID=renewed");
		expect(server.answers.filter((line) => line === `${image} 200`)).toHaveLength(2);
	});

	test.each([
		["cut off", { cutAt: 100_000 }],
		["stalls", { stallAt: 100_000 }],
	])("that %s goes on where it was", async (_, fault) => {
		server.fail(image, fault);
		const ended = await build({ DIB_DOWNLOAD_STALL: "1" });
		expect(ended.code, log(ended)).toBe(ENOUGH);
		expect(server.answers).toContain(`${image} 206 from 100000`);
	});

	test.each([
		["damaged", { instead: Buffer.alloc(310_000, 1) }, "A download is not the file that was asked for."],
		["truncated", { instead: "hsqs" }, "A download is not the file that was asked for."],
		["not there", { status: 404 }, "A file is not at its address any more."],
		["on a server out of order", { status: 503 }, "A server is overloaded or out of order."],
		["cut off every time", { cutAt: 1000 }, "The connection ended in the middle of a file."],
		["never sent", { stallAt: 1000 }, "A server took the request and sent nothing."],
	])("%s: the build says why, and the older image stays", async (_, fault, cause) => {
		await build();
		publish("renewed");
		server.fail(image, fault, Number.POSITIVE_INFINITY);
		const before = hostState();
		const failed = await build({ DIB_DOWNLOAD_STALL: "1", DIB_DOWNLOAD_TRIES: "1" });
		expect(failed.code).not.toBe(ENOUGH);
		expect(log(failed)).toContain(`cause: ${cause}`);
		expect(hostState()).toEqual(before);
		expect(cached()).toEqual([sums, IMAGE].sort());
		expect(workshop.images()).toEqual([]);
		server.recover();
		expect(log(await build())).toContain("ID=renewed");
	});

	test("without its line in the checksums is not taken", async () => {
		writeFileSync(join(www, "SHA256SUMS"), `${"0".repeat(64)} *another.squashfs\n`);
		const failed = await build();
		expect(failed.code).toBe(1);
		expect(log(failed)).toContain(`SHA256SUMS has no checksum of ${IMAGE}.`);
		expect(cached()).toEqual([sums]);
	});

	test("whose checksums nobody vouches for is said so", async () => {
		expect(log(await build())).toMatch(
			/WARNING: \S+SHA256SUMS is not encrypted: its checksums show damage, but no forgery/,
		);
	});

	test("without a network: the cause is told, with and without --offline; what is cached is enough, if it is whole", async () => {
		const elsewhere = { DIB_CLOUD_IMAGES: "https://cloud.example", SHA256SUMS: "", DIB_DOWNLOAD_TRIES: "1" };
		for (const args of [[], ["--offline"]]) {
			const failed = await withoutNetwork(elsewhere, ...args);
			expect(failed.code).toBe(6);
			expect(log(failed)).toContain("cause: The name of a server could not be resolved.");
			expect(cached()).toEqual([]);
		}
		await build();
		expect((await withoutNetwork(elsewhere, "--offline")).code).toBe(ENOUGH);
		truncateSync(join(cache, IMAGE), 1000);
		const rotten = await withoutNetwork(elsewhere, "--offline");
		expect(rotten.code).toBe(1);
		expect(log(rotten)).toContain("cause: A download is not the file that was asked for.");
		expect((await build()).code).toBe(ENOUGH);
	});

	test("over https from a server that nobody here knows is not taken; with its certificate it is", async () => {
		const secure = await openLoopbackServer(www, makeCertificate(workshop.folder));
		try {
			// Like DIB, the list is asked for over https when it is not named.
			const env = { DIB_CLOUD_IMAGES: secure.url, SHA256SUMS: "" };
			const failed = await build(env);
			expect(failed.code).toBe(60);
			expect(log(failed)).toContain("cause: A server's certificate is not trusted here.");
			const trusted = await build({ ...env, CURL_CA_BUNDLE: join(workshop.folder, "cert.pem") });
			expect(trusted.code, log(trusted)).toBe(ENOUGH);
			expect(log(trusted)).not.toContain("is not encrypted");
		} finally {
			secure.close();
		}
	});

	test("is fetched once by two builds at the same time", async () => {
		const both = await Promise.all([build({ NOTES: "/dev/shm" }), build()]);
		expect(both.map(({ code }) => code)).toEqual([ENOUGH, ENOUGH]);
		expect(server.answers.filter((line) => line.startsWith(image))).toEqual([`${image} 200`]);
		rmSync("/dev/shm/tree.tar");
	});

	test("killed while it is fetched leaves the cache in order", async () => {
		server.fail(image, { stallAt: 1000 });
		const before = hostState();
		const [program = "", ...args] = rootPhase("ubuntu");
		const env = { ...workshop.env, ...environment(), TEST_MARKER: workshop.folder };
		const cli = spawn(program, args, { cwd: workshop.folder, env, stdio: "ignore" });
		await until(
			"the download to begin",
			20_000,
			() => existsSync(join(cache, sums)) && cached().some((name) => /^\.download/.test(name)),
		);
		process.kill(
			[1, 2, 3].reduce((pid) => childrenOf(pid)[0] as number, cli.pid as number),
			"SIGKILL",
		);
		expect((await once(cli, "exit"))[0]).not.toBe(0);
		await until("all processes to end", 20_000, () => processesNaming(`TEST_MARKER=${workshop.folder}`).length === 0);
		expect(hostState()).toEqual(before);
		expect(existsSync(join(cache, IMAGE))).toBe(false);
		expect((await build()).code).toBe(ENOUGH);
	});

	test("out of a file of this host is unpacked without a server, and said to be unverified", async () => {
		const local = await withoutNetwork({ DIB_LOCAL_IMAGE: join(www, IMAGE) });
		expect(local.code, log(local)).toBe(ENOUGH);
		expect(log(local)).toContain(`${IMAGE} is taken as it is: no checksum is known of a file of this host`);
		writeFileSync(join(workshop.folder, "broken"), "hsqs and no more");
		const broken = await withoutNetwork({ DIB_LOCAL_IMAGE: join(workshop.folder, "broken") });
		expect(broken.code).not.toBe(ENOUGH);
		expect(log(broken)).toContain("cause: A file in a cache is damaged.");
	});
});

describe("DIB's own elements, unmodified, in the root phase", () => {
	let www: string;
	let server: LoopbackServer;

	beforeAll(async () => {
		www = mkdtempSync("/var/tmp/www-");
		for (const name of ["fedora", "centos", "opensuse"]) mkdirSync(join(www, name));
		const tree = join(www, "tree");
		makeTinyTree(tree, "published");
		makeCloudDisk(tree, join(www, "fedora/Fedora-Cloud-Base-32-1.6.x86_64.qcow2"));
		const centos = join(www, "centos/CentOS-7-x86_64-GenericCloud.qcow2");
		makeCloudDisk(tree, centos);
		execFileSync("xz", ["-0", centos]);
		const opensuse = "openSUSE-Leap-15.1-OpenStack-rootfs.x86_64.tar.xz";
		execFileSync("tar", ["-C", tree, "--xattrs", "-cJf", join(www, "opensuse", opensuse), "."]);
		const sum = execFileSync("sha256sum", [opensuse], { cwd: join(www, "opensuse") });
		writeFileSync(join(www, "opensuse", `${opensuse}.sha256`), sum);
		rmSync(tree, { recursive: true });
		server = await openLoopbackServer(www);
	});
	beforeEach(() => server.recover());
	afterAll(() => {
		server.close();
		rmSync(www, { recursive: true });
	});

	/** On a host that has kpartx and dmsetup, but no device-mapper. */
	function build(element: string, env: NodeJS.ProcessEnv = {}, ...args: string[]): Promise<Finished> {
		const mounts = `mkdir -p /dev/mapper && mount -t tmpfs none /dev/mapper && mount --bind ${STAND_INS} /usr/local/sbin`;
		const argv = ["unshare", "--mount", "bash", "-c", `${mounts} && exec "$@"`, "x", ...rootPhase(element, ...args)];
		return workshop.run(argv, {
			NOTES: workshop.folder,
			ELEMENTS_PATH: `${join(workshop.folder, "elements")}:${DIB_ELEMENTS}`,
			DIB_CLOUD_IMAGES: `${server.url}/${element}`,
			no_proxy: "127.0.0.1",
			...env,
		});
	}

	/** Owner, mode and an extended attribute, as the tree has them. */
	const packed = () =>
		execFileSync(
			"tar",
			["-tvf", join(workshop.folder, "tree.tar"), "--xattrs", "--xattrs-include=*", "--numeric-owner"],
			{
				encoding: "utf8",
			},
		);
	const kept = [/^-rw-r--r--\* 1234\/4321 .* \.\/\.hidden$/m, /^-rwsr-x---. 0\/0 .* \.\/bin\/gzip$/m];

	test.each([
		["fedora", "32", "Fedora-Cloud-Base-32-1.6.x86_64.qcow2", "Fedora-Cloud-Base-32-1.6.x86_64.tgz"],
		["centos", "7", "CentOS-7-x86_64-GenericCloud.qcow2.xz", "CentOS-7-x86_64-GenericCloud.qcow2.xz.tgz"],
	])("%s is fetched, unpacked and kept", async (element, release, image, tarball) => {
		const before = hostState();
		const first = await build(element, { DIB_RELEASE: release });
		expect(first.code, log(first)).toBe(ENOUGH);
		expect(log(first)).toContain("ID=published");
		expect(log(first)).toContain(`Element ${element} does not verify the image that it downloads`);
		for (const line of kept) expect(packed()).toMatch(line);
		expect(cached()).toEqual(expect.arrayContaining([image, tarball]));
		expect(hostState()).toEqual(before);
		const second = await build(element, { DIB_RELEASE: release });
		expect(second.code).toBe(ENOUGH);
		expect(log(second)).toContain("Using cached tar");
		expect(server.answers.at(-1)).toBe(`/${element}/${image} 304`);
		const offline = await build(element, { DIB_RELEASE: release }, "--offline");
		expect(offline.code).toBe(ENOUGH);
		expect(log(offline)).toContain("Not checking freshness");
	});

	test("opensuse is fetched, verified, unpacked and kept; a damaged one is refused", async () => {
		const name = "openSUSE-Leap-15.1-OpenStack-rootfs.x86_64.tar.xz";
		const first = await build("opensuse");
		expect(first.code, log(first)).toBe(ENOUGH);
		expect(log(first)).not.toContain("does not verify");
		expect(packed()).toMatch(/-rwsr-x---. 0\/0 .* \.\/bin\/gzip$/m);
		expect(cached()).toEqual(expect.arrayContaining([`SHA256SUMS.${name}`, name]));
		rmSync(join(cache, name));
		server.fail(`/opensuse/${name}`, { instead: "half of it" });
		expect((await build("opensuse")).code).toBe(1);
	});

	test.each([
		["not there", { status: 404 }, "A file is not at its address any more."],
		["damaged", { instead: "no disk" }, "A disk image is damaged, or no image of this format."],
		["cut off", { cutAt: 1000 }, "The connection ended in the middle of a file."],
	])("an image that is %s fails the build, which leaves nothing behind", async (_, fault, cause) => {
		const before = hostState();
		server.fail("/fedora/Fedora-Cloud-Base-32-1.6.x86_64.qcow2", fault, Number.POSITIVE_INFINITY);
		const failed = await build("fedora", { DIB_RELEASE: "32" });
		expect(failed.code).not.toBe(ENOUGH);
		expect(log(failed)).toContain(`cause: ${cause}`);
		expect(hostState()).toEqual(before);
	});
});

describe("our debian, from one of Debian's cloud images", () => {
	const IMAGE_FILE = "debian-12-genericcloud-amd64.qcow2";
	let www: string;
	let server: LoopbackServer;

	beforeAll(async () => {
		www = mkdtempSync("/var/tmp/www-");
		const tree = join(www, "tree");
		makeTinyTree(tree, "published");
		writeFileSync(join(tree, "usr/bin/dpkg"), "", { mode: 0o755 });
		mkdirSync(join(tree, "etc/apt/sources.list.d"), { recursive: true });
		writeFileSync(join(tree, "etc/apt/sources.list.d/debian.sources"), "of the cloud\n");
		makeCloudDisk(tree, join(www, IMAGE_FILE));
		rmSync(tree, { recursive: true });
		writeFileSync(join(www, "SHA512SUMS"), execFileSync("sha512sum", [IMAGE_FILE], { cwd: www }));
		server = await openLoopbackServer(www);
	});
	beforeEach(() => server.recover());
	afterAll(() => {
		server.close();
		rmSync(www, { recursive: true });
	});

	const build = (env: NodeJS.ProcessEnv = {}, ...args: string[]) =>
		workshop.run(rootPhase("debian", ...args), {
			NOTES: workshop.folder,
			DIB_RELEASE: "bookworm",
			DIB_CLOUD_IMAGES: server.url,
			DIB_APT_SOURCES_CONF: "default:deb http://mirror.example/debian bookworm main",
			no_proxy: "127.0.0.1",
			...env,
		});
	const files = () => execFileSync("tar", ["-tf", join(workshop.folder, "tree.tar")], { encoding: "utf8" }).split("\n");

	test("is fetched, verified and unpacked in the place of packages; offline it comes out of the cache", async () => {
		const before = hostState();
		const first = await build();
		expect(first.code, log(first)).toBe(ENOUGH);
		expect(files()).toEqual(expect.arrayContaining(["./.hidden", "./usr/bin/dpkg"]));
		expect(files()).not.toContain("./etc/apt/sources.list.d/debian.sources");
		expect(server.answers).toEqual(["/SHA512SUMS 200", `/${IMAGE_FILE} 200`]);
		expect(cached()).toEqual(expect.arrayContaining([IMAGE_FILE, `${IMAGE_FILE}.tgz`]));
		expect(hostState()).toEqual(before);
		const offline = await build({}, "--offline");
		expect(offline.code, log(offline)).toBe(ENOUGH);
		expect(server.answers).toHaveLength(2);
	});

	test("that is damaged is refused", async () => {
		server.fail(`/${IMAGE_FILE}`, { instead: "no disk" }, Number.POSITIVE_INFINITY);
		const failed = await build();
		expect(failed.code).toBe(45);
		expect(log(failed)).toContain("cause: A download is not the file that was asked for.");
		expect(cached().filter((name) => name.includes("qcow2"))).toEqual([]);
	});

	test("of a release whose number is not known has to be named", async () => {
		const failed = await build({ DIB_RELEASE: "testing" });
		expect(log(failed)).toContain("The name of the cloud image of testing is not known. Set BASE_IMAGE_FILE to it.");
		expect((await build({ DIB_RELEASE: "testing", BASE_IMAGE_FILE: IMAGE_FILE })).code).toBe(ENOUGH);
	});
});

describe("vm ubuntu, from a Debian dressed as Ubuntu", () => {
	let www: string;
	let cloud: LoopbackServer;
	let archive: LoopbackServer;
	let folder: string;

	beforeAll(async () => {
		www = mkdtempSync("/var/tmp/www-");
		folder = mkdtempSync("/var/tmp/ubuntu-");
		makeDressedUbuntu(www);
		cloud = await openLoopbackServer(join(www, "cloud"), makeCertificate(folder));
		archive = await openLoopbackServer(join(www, "ubuntu"));
	});
	afterAll(() => {
		cloud.close();
		archive.close();
		for (const name of [www, folder]) rmSync(name, { recursive: true });
	});

	const packages = (image: string) =>
		JSON.parse(readFileSync(join(folder, `${image}.manifest.json`), "utf8")).packages.map(
			(entry: { name: string; version: string }) => `${entry.name} ${entry.version}`,
		);

	test.each([
		["dibs", DIB_ELEMENTS],
		["ours", ""],
	])("%s builds and boots", async (name, path) => {
		const env = {
			DIB_RELEASE: RELEASE,
			DIB_CLOUD_IMAGES: cloud.url,
			CURL_CA_BUNDLE: join(folder, "cert.pem"),
			DIB_DISTRIBUTION_MIRROR: archive.url,
			DIB_GRUB_TIMEOUT: "0",
			no_proxy: "127.0.0.1",
			ELEMENTS_PATH: path,
		};
		const image = join(folder, name);
		const args = ["-a", "amd64", "-u", "-o", image, "--image-cache", join(folder, `cache-${name}`), "vm", "ubuntu"];
		const built = await workshop.diskImageCreate(args, env);
		expect(built.code, log(built).slice(-3000)).toBe(0);
		expect(log(built)).not.toMatch(/does not verify|is not encrypted/);
		const { elements } = JSON.parse(readFileSync(`${image}.manifest.json`, "utf8"));
		expect(JSON.stringify(elements).includes(DIB_ELEMENTS)).toBe(path !== "");
		const boot = await workshop.diskwright(["boot", `${image}.qcow2`, "--until", "ubuntu login: ", "--timeout", "300"]);
		expect(boot.code, log(boot).slice(-2000)).toBe(0);
		expect(log(boot)).toContain("Ubuntu in a test");
	});

	test("both have the same packages", () => {
		expect(packages("ours")).toEqual(packages("dibs"));
		expect(packages("ours")).toEqual(expect.arrayContaining(["linux-image-generic 99", "dkms 99"]));
	});
});
