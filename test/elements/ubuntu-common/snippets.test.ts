import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ELEMENTS } from "../hook-root.js";

/** Variables after the snippets of elements were sourced, as before every phase. */
function sourced(elements: readonly string[], env: Record<string, string> = {}): Record<string, string> {
	const snippets = elements
		.flatMap((name) => {
			const folder = join(ELEMENTS, name, "environment.d");
			return readdirSync(folder).map((file) => ({ file, path: join(folder, file) }));
		})
		.sort((a, b) => (a.file < b.file ? -1 : 1));
	const script = `set -eu -o pipefail; ${snippets.map(({ path }) => `. ${path}`).join("; ")}; env -0`;
	const { stdout, stderr, status } = spawnSync("bash", ["-c", script], {
		env: { PATH: process.env.PATH ?? "", ...env },
		encoding: "utf8",
	});
	expect(status, stderr).toBe(0);
	return Object.fromEntries(stdout.split("\0").map((entry) => entry.split(/=(.*)/s).slice(0, 2)));
}

describe("ubuntu-common", () => {
	it.each([
		["amd64", "http://archive.ubuntu.com/ubuntu"],
		["i386", "http://archive.ubuntu.com/ubuntu"],
		["arm64", "http://ports.ubuntu.com/ubuntu-ports"],
		["s390x", "http://ports.ubuntu.com/ubuntu-ports"],
	])("takes packages for %s from %s, unless another mirror is named", (ARCH, archive) => {
		expect(sourced(["ubuntu-common"], { ARCH })).toMatchObject({
			DISTRO_NAME: "ubuntu",
			DIB_RELEASE: "noble",
			DIB_INIT_SYSTEM: "systemd",
			EFI_BOOT_DIR: "EFI/ubuntu",
			DIB_DISTRIBUTION_MIRROR: archive,
		});
		const DIB_DISTRIBUTION_MIRROR = "http://mirror.example/ubuntu";
		expect(sourced(["ubuntu-common"], { ARCH, DIB_DISTRIBUTION_MIRROR })).toMatchObject({ DIB_DISTRIBUTION_MIRROR });
	});

	it("knows that trusty had upstart", () => {
		expect(sourced(["ubuntu-common"], { DIB_RELEASE: "trusty" }).DIB_INIT_SYSTEM).toBe("upstart");
	});
});

describe("ubuntu-minimal", () => {
	const sources = (env: Record<string, string> = {}) =>
		sourced(["ubuntu-common", "ubuntu-minimal"], { DIB_DISTRIBUTION_MIRROR: "http://m", ...env }).DIB_APT_SOURCES_CONF;

	it("has sources for the release and its other suites", () => {
		expect(sources()?.split("\n")).toEqual([
			"sources.list:deb http://m noble main universe",
			"sources.list:deb http://m noble-updates main universe",
			"sources.list:deb http://m noble-security main universe",
			"sources.list:deb http://m noble-backports main universe",
		]);
	});

	it("takes fewer suites, other components, or sources of the user's own", () => {
		const some = { DIB_UBUNTU_MIRROR_DISTS: "security", DIB_DEBIAN_COMPONENTS: "main", DIB_RELEASE: "jammy" };
		expect(sources(some)?.split("\n")).toEqual([
			"sources.list:deb http://m jammy main",
			"sources.list:deb http://m jammy-security main",
		]);
		expect(sources({ DIB_APT_SOURCES_CONF: "mine:deb http://x y z" })).toBe("mine:deb http://x y z");
	});

	it("has the kernel that is asked for", () => {
		const kernel = (env: Record<string, string> = {}) =>
			sourced(["ubuntu-common", "ubuntu-minimal"], env).DIB_UBUNTU_KERNEL;
		expect(kernel()).toBe("linux-image-generic");
		expect(kernel({ DIB_UBUNTU_KERNEL: "linux-image-virtual" })).toBe("linux-image-virtual");
	});
});

it.each([
	["bookworm", "", "bookworm-security"],
	["bullseye", "", "bullseye-security"],
	["buster", "", "buster/updates"],
	["buster", "-mine", "buster-mine"],
])("debian-minimal with %s%s takes security updates from %s", (DIB_RELEASE, DIB_DEBIAN_SECURITY_SUBPATH, suite) => {
	const mirrors = { DIB_DISTRIBUTION_MIRROR: "http://m", DIB_DEBIAN_SECURITY_MIRROR: "http://s" };
	const { DIB_APT_SOURCES_CONF } = sourced(["debian-minimal"], {
		...mirrors,
		DIB_RELEASE,
		DIB_DEBIAN_SECURITY_SUBPATH,
	});
	expect(DIB_APT_SOURCES_CONF?.split("\n")).toEqual([
		`default:deb http://m ${DIB_RELEASE} main`,
		`updates:deb http://m ${DIB_RELEASE}-updates main`,
		`security:deb http://s ${suite} main`,
	]);
});

it("ubuntu asks only Ec2, unless other sources are named", () => {
	const datasources = (env?: Record<string, string>) => sourced(["ubuntu"], env).DIB_CLOUD_INIT_DATASOURCES;
	expect(datasources()).toBe("Ec2");
	expect(datasources({ DIB_CLOUD_INIT_DATASOURCES: "ConfigDrive" })).toBe("ConfigDrive");
});
