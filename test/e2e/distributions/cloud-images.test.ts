import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DIB_ELEMENTS } from "../../support/catalogue.js";
import { makeCloudDisk, makeTinyTree } from "../../support/cloud-disk.js";
import { makeDressedUbuntu, RELEASE } from "../../support/dressed-ubuntu.js";
import { hostState, nothingStays } from "../../support/host-state.js";
import { type LoopbackServer, makeCertificate, openLoopbackServer } from "../../support/loopback-server.js";
import { ENOUGH, openRootPhase, type RootPhase } from "../../support/root-phase.js";
import type { Finished } from "../../support/run-program.js";

const log = ({ stdout, stderr }: Finished) => stdout + stderr;

let workshop: RootPhase;
beforeEach(() => {
	workshop = openRootPhase();
});
afterEach(() => workshop.remove());

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
		workshop.run(workshop.rootPhase("debian", ...args), {
			DIB_RELEASE: "bookworm",
			DIB_CLOUD_IMAGES: server.url,
			DIB_APT_SOURCES_CONF: "default:deb http://mirror.example/debian bookworm main",
			...env,
		});
	const files = () => workshop.tree().split("\n");

	test("is fetched, verified and unpacked in the place of packages; offline it comes out of the cache", async () => {
		const before = hostState([workshop.temporary]);
		const first = await build();
		expect(first.code, log(first)).toBe(ENOUGH);
		expect(files()).toEqual(expect.arrayContaining(["./.hidden", "./usr/bin/dpkg"]));
		expect(files()).not.toContain("./etc/apt/sources.list.d/debian.sources");
		expect(server.answers).toEqual(["/SHA512SUMS 200", `/${IMAGE_FILE} 200`]);
		expect(workshop.cached()).toEqual(expect.arrayContaining([IMAGE_FILE, `${IMAGE_FILE}.tgz`]));
		await nothingStays(before, [workshop.temporary]);
		const offline = await build({}, "--offline");
		expect(offline.code, log(offline)).toBe(ENOUGH);
		expect(server.answers).toHaveLength(2);
	});

	test("that is damaged is refused", async () => {
		server.fail(`/${IMAGE_FILE}`, { instead: "no disk" }, Number.POSITIVE_INFINITY);
		const failed = await build();
		expect(failed.code).toBe(45);
		expect(log(failed)).toContain("cause: A download is not the file that was asked for.");
		expect(workshop.cached().filter((name) => name.includes("qcow2"))).toEqual([]);
	});

	test("of a release whose number is not known has to be named", async () => {
		const failed = await build({ DIB_RELEASE: "testing" });
		expect(log(failed)).toContain("The name of the cloud image of testing is not known. Set BASE_IMAGE_FILE to it.");
		expect((await build({ DIB_RELEASE: "testing", BASE_IMAGE_FILE: IMAGE_FILE })).code).toBe(ENOUGH);
	});
});
