import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../support/elements.js";
import { canChroot, ELEMENTS, hookRoot } from "../hook-root.js";

describe("root.d: the image is unpacked by what it is, not by its name", () => {
	/** Runs the hook with an image of this host; returns what it said and the tree it filled. */
	function unpack(image: string, folder: string) {
		const root = join(folder, "root");
		for (const name of [root, join(folder, "hooks/bin")]) mkdirSync(name, { recursive: true });
		writeFileSync(join(folder, "hooks/bin/extract-image"), '#!/bin/bash\necho "extract-image $*"\n', { mode: 0o755 });
		const { stdout, stderr, status } = spawnSync(join(ELEMENTS, "ubuntu/root.d/10-cache-ubuntu-tarball"), [], {
			env: {
				PATH: process.env.PATH ?? "",
				TARGET_ROOT: root,
				TMP_HOOKS_PATH: join(folder, "hooks"),
				DIB_LOCAL_IMAGE: image,
			},
			encoding: "utf8",
		});
		expect(status, stderr).toBe(0);
		expect(stdout).toContain(`${image} is taken as it is: no checksum is known of a file of this host`);
		return { stdout, release: () => readFileSync(join(root, "etc/os-release"), "utf8") };
	}

	function tree(folder: string): string {
		mkdirSync(join(folder, "tree/etc"), { recursive: true });
		writeFileSync(join(folder, "tree/etc/os-release"), "ID=ubuntu\n");
		return join(folder, "tree");
	}

	it("a squashfs", () => {
		const folder = temporaryFolder();
		execFileSync("mksquashfs", [tree(folder), join(folder, "image"), "-quiet", "-no-progress"]);
		expect(unpack(join(folder, "image"), folder).release()).toBe("ID=ubuntu\n");
	});

	it("a tarball", () => {
		const folder = temporaryFolder();
		execFileSync("tar", ["-C", tree(folder), "-czf", join(folder, "image"), "."]);
		expect(unpack(join(folder, "image"), folder).release()).toBe("ID=ubuntu\n");
	});

	it("anything else is for extract-image", () => {
		const folder = temporaryFolder();
		const image = join(folder, "image");
		writeFileSync(image, "QFI\xfb");
		expect(unpack(image, folder).stdout).toContain(`extract-image image image.tgz file://${image} ${image}\n`);
	});
});

describe.skipIf(!canChroot)("the hooks of the image", () => {
	const MIRROR = "ubuntu/pre-install.d/01-set-ubuntu-mirror";
	const mirror = { DIB_DISTRIBUTION_MIRROR: "http://mirror.example/ubuntu" };

	it("takes the mirror's address as it is, and no login into a command line", () => {
		const root = hookRoot();
		root.write("etc/apt/sources.list", "deb http://archive.ubuntu.com/ubuntu noble main\n");
		root.stub("sed", 'exec /usr/bin/sed "$@"');
		const address = "http://me:a&b,c\\1@mirror.example/ubuntu";
		const { status, output, calls } = root.run(MIRROR, { DIB_DISTRIBUTION_MIRROR: address });
		expect(status, output).toBe(0);
		expect(calls.join("\n")).not.toContain("me:");
		expect(root.read("etc/apt/sources.list")).toContain(`deb ${address} noble main\n`);
	});

	const LIST = [
		"# of the cloud image",
		"deb http://archive.ubuntu.com/ubuntu noble main restricted",
		"deb http://archive.ubuntu.com/ubuntu/ noble universe",
		"deb [trusted=yes] http://security.ubuntu.com/ubuntu noble-security main",
		"deb http://elsewhere.example/ubuntu noble main",
		"",
	].join("\n");
	const SOURCES = [
		"Types: deb\nURIs: http://archive.ubuntu.com/ubuntu/\nSuites: noble noble-updates\nComponents: main universe\n",
		"Types: deb\nURIs: http://ports.ubuntu.com/ubuntu-ports\nSuites: noble-security\nComponents: main\n",
	].join("\n");

	it("change Ubuntu's archives into the mirror, in both forms of apt sources", () => {
		const root = hookRoot();
		root.write("etc/apt/sources.list", LIST);
		root.write("etc/apt/sources.list.d/ubuntu.sources", SOURCES);
		root.write("etc/apt/apt.conf.d/.keep", "");
		expect(root.run(MIRROR, mirror)).toMatchObject({ status: 0 });
		expect(root.read("etc/apt/sources.list")).toBe(
			LIST.replace(/http:\/\/(archive|security)\.ubuntu\.com\/ubuntu\/?/g, "http://mirror.example/ubuntu"),
		);
		expect(root.read("etc/apt/sources.list.d/ubuntu.sources").trimEnd()).toBe(
			SOURCES.replace(/http:\/\/(archive|ports)\.\S+/g, "http://mirror.example/ubuntu").trimEnd(),
		);
		expect(root.has("etc/apt/apt.conf.d/95allow-unauthenticated")).toBe(false);
	});

	it("leave what the mirror does not have", () => {
		const root = hookRoot();
		root.write("etc/apt/sources.list", LIST);
		root.write("etc/apt/sources.list.d/ubuntu.sources", SOURCES);
		root.run(MIRROR, { ...mirror, DIB_DISTRIBUTION_MIRROR_UBUNTU_IGNORE: "(universe|multiverse)" });
		expect(root.read("etc/apt/sources.list")).toContain("deb http://archive.ubuntu.com/ubuntu/ noble universe\n");
		expect(root.read("etc/apt/sources.list")).toContain("deb http://mirror.example/ubuntu noble main restricted\n");
		const [first, second] = root.read("etc/apt/sources.list.d/ubuntu.sources").split("\n\n");
		expect(first).toContain("http://archive.ubuntu.com/ubuntu/");
		expect(second).toContain("http://mirror.example/ubuntu");
	});

	it("let apt take what is not signed, or any certificate, when asked to", () => {
		const root = hookRoot();
		root.write("etc/apt/apt.conf.d/.keep", "");
		root.run(MIRROR, {
			...mirror,
			DIB_DISTRIBUTION_MIRROR_UBUNTU_INSECURE: "1",
			DIB_DISTRIBUTION_MIRROR_VERIFY_HTTPS: "1",
		});
		expect(root.read("etc/apt/apt.conf.d/95allow-unauthenticated").trim().split("\n")).toEqual([
			'APT::Get::AllowUnauthenticated "true";',
			'Acquire::AllowInsecureRepositories "true";',
			'Acquire::https::Verify-Peer "false";',
		]);
	});

	it("remove only the parts of GRUB that are there", () => {
		const root = hookRoot();
		root.stub("dpkg-query", 'case "$*" in *grub2-common) echo -n installed ;; *) exit 1 ;; esac');
		root.stub("apt-get");
		root.write("boot/grub/i386-pc/core.img", "boot code");
		const { status, calls } = root.run("ubuntu/pre-install.d/00-remove-grub");
		expect(status).toBe(0);
		expect(root.has("boot/grub")).toBe(false);
		expect(calls.filter((call) => call.startsWith("apt-get"))).toEqual(["apt-get -y remove grub2-common"]);
	});
});
