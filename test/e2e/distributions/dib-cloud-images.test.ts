import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DIB_ELEMENTS } from "../../support/catalogue.js";
import { makeCloudDisk, makeTinyTree } from "../../support/cloud-disk.js";
import { IMAGE, makeTinyUbuntu, RELEASE } from "../../support/dressed-ubuntu.js";
import { hostState, nothingStays } from "../../support/host-state.js";
import { type LoopbackServer, openLoopbackServer } from "../../support/loopback-server.js";
import { ENOUGH, openRootPhase, type RootPhase } from "../../support/root-phase.js";
import type { Finished } from "../../support/run-program.js";

const STAND_INS = resolve(import.meta.dirname, "../../support/stand-ins");
const log = ({ stdout, stderr }: Finished) => stdout + stderr;

let workshop: RootPhase;
beforeEach(() => {
	workshop = openRootPhase();
});
afterEach(() => workshop.remove());

describe("DIB's own elements, unmodified, in the root phase", () => {
	let www: string;
	let server: LoopbackServer;

	beforeAll(async () => {
		www = mkdtempSync("/var/tmp/www-");
		for (const name of ["ubuntu", "fedora", "centos", "opensuse"]) mkdirSync(join(www, name));
		makeTinyUbuntu(join(www, "ubuntu"), "published");
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
		const argv = [
			"unshare",
			"--mount",
			"bash",
			"-c",
			`${mounts} && exec "$@"`,
			"x",
			...workshop.rootPhase(element, ...args),
		];
		return workshop.run(argv, {
			ELEMENTS_PATH: `${join(workshop.folder, "elements")}:${DIB_ELEMENTS}`,
			DIB_CLOUD_IMAGES: `${server.url}/${element}`,
			...env,
		});
	}

	/** Owner, mode and an extended attribute, as the tree has them. */
	const packed = () => workshop.tree("--verbose", "--numeric-owner", "--xattrs", "--xattrs-include=*");
	const kept = [/^-rw-r--r--\* 1234\/4321 .* \.\/\.hidden$/m, /^-rwsr-x---. 0\/0 .* \.\/bin\/gzip$/m];

	test.each([
		["fedora", "32", "Fedora-Cloud-Base-32-1.6.x86_64.qcow2", "Fedora-Cloud-Base-32-1.6.x86_64.tgz"],
		["centos", "7", "CentOS-7-x86_64-GenericCloud.qcow2.xz", "CentOS-7-x86_64-GenericCloud.qcow2.xz.tgz"],
	])("%s is fetched, unpacked and kept", async (element, release, image, tarball) => {
		const before = hostState([workshop.temporary]);
		const first = await build(element, { DIB_RELEASE: release });
		expect(first.code, log(first)).toBe(ENOUGH);
		expect(log(first)).toContain("ID=published");
		expect(log(first)).toContain(`Element ${element} does not verify the image that it downloads`);
		for (const line of kept) expect(packed()).toMatch(line);
		expect(workshop.cached()).toEqual(expect.arrayContaining([image, tarball]));
		await nothingStays(before, [workshop.temporary]);
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
		expect(workshop.cached()).toEqual(expect.arrayContaining([`SHA256SUMS.${name}`, name]));
		rmSync(join(workshop.cache, name));
		server.fail(`/opensuse/${name}`, { instead: "half of it" });
		expect((await build("opensuse")).code).toBe(1);
	});

	test("ubuntu is fetched, verified and kept; one that is damaged twice is refused, until it is whole again", async () => {
		const env = { DIB_RELEASE: RELEASE, SHA256SUMS: `${server.url}/ubuntu/SHA256SUMS` };
		server.fail(`/ubuntu/${IMAGE}`, { instead: "damaged" }, 2);
		const failed = await build("ubuntu", env);
		expect(log(failed)).toContain("cause: A download is not the file that was asked for.");
		const mended = await build("ubuntu", env);
		expect(mended.code, log(mended)).toBe(ENOUGH);
		expect(log(mended)).not.toContain("does not verify");
		expect(workshop.cached()).toEqual(expect.arrayContaining([IMAGE, `SHA256SUMS.ubuntu.${RELEASE}.amd64`]));
	});

	test.each([
		["not there", { status: 404 }, "A file is not at its address any more."],
		["damaged", { instead: "no disk" }, "A disk image is damaged, or no image of this format."],
		["cut off", { cutAt: 1000 }, "The connection ended in the middle of a file."],
	])("an image that is %s fails the build, which leaves nothing behind", async (_, fault, cause) => {
		const before = hostState([workshop.temporary]);
		server.fail("/fedora/Fedora-Cloud-Base-32-1.6.x86_64.qcow2", fault, Number.POSITIVE_INFINITY);
		const failed = await build("fedora", { DIB_RELEASE: "32" });
		expect(failed.code).not.toBe(ENOUGH);
		expect(log(failed)).toContain(`cause: ${cause}`);
		await nothingStays(before, [workshop.temporary]);
	});
});
