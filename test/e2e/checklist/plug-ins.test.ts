import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openExt } from "../../engine/disk/inspect-image.js";
import { DIB_ELEMENTS } from "../../support/catalogue.js";
import { makeElements, temporaryFolder } from "../../support/elements.js";
import { type Probe, probeBuild } from "../../support/probe.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";

const OUR_ELEMENTS = resolve(import.meta.dirname, "../../../elements");

/** Elements that use each plug-in the way elements in the wild do. */
const USERS = {
	packages: {
		deps: ["package-installs", "pkg-map"],
		files: {
			"package-installs.yaml": `
plain:
late: { phase: post-install.d }
removed: { uninstall: False }
for-amd64: { arch: "amd64,arm64" }
for-others: { arch: "ppc64,s390x" }
both-hold: { when: ["CALLER_COLOUR = red", "CALLER_SHAPE != round"] }
one-holds: { when: ["CALLER_COLOUR = red", "CALLER_SHAPE = round"] }
`,
		},
	},
	mapped: {
		deps: ["package-installs", "pkg-map"],
		files: {
			"environment.d/20-mapped.bash": "export DISTRO_NAME=debian DIB_RELEASE=trixie\n",
			"package-installs.yaml": "{ a: , b: , c: , d: , e: , f: }\n",
			"pkg-map": JSON.stringify({
				release: { debian: { trixie: { a: "a-of-release" }, bookworm: { b: "b-of-other-release" } } },
				distro: { debian: { a: "a-of-distro", b: "b-of-distro" } },
				family: {
					debian: { a: "a-of-family", b: "b-of-family", c: "c-of-family" },
					redhat: { d: "d-of-other-family" },
				},
				default: { a: "a-default", b: "b-default", c: "c-default", d: "d-default one-more", e: "" },
			}),
		},
	},
	typed: {
		deps: ["install-types"],
		files: {
			"install.d/as-asked-source-install/60-as-asked": "#!/bin/bash\necho installed as-asked from source\n",
			"install.d/as-asked-package-install/60-as-asked": "#!/bin/bash\necho installed as-asked from package\n",
			"install.d/by-default-source-install/60-by-default": "#!/bin/bash\necho installed by-default from source\n",
			"install.d/by-default-package-install/60-by-default": "#!/bin/bash\necho installed by-default from package\n",
		},
	},
	sources: {
		deps: ["source-repositories"],
		files: { "source-repository-thing": "my-thing git /opt/thing /no/such/repository\n" },
	},
} as const;

const collections = [
	["our own elements", OUR_ELEMENTS],
	["DIB's own elements", DIB_ELEMENTS],
] as const;

describe.each(collections)("with %s", (_, collection) => {
	/** One build that uses all of them. */
	let workshop: Workshop;
	let probe: Probe;
	let upstream: string;
	const elementsPath = () => ({
		ELEMENTS_PATH: [workshop.env.ELEMENTS_PATH, ...(collection === OUR_ELEMENTS ? [] : [collection])].join(":"),
	});

	beforeAll(async () => {
		workshop = openWorkshop();
		makeElements(join(workshop.folder, "elements"), USERS);
		upstream = join(workshop.folder, "upstream");
		makeRepository(upstream);
		const args = ["-t", "raw", "-o", "image", "tiny-python", "says-packages", ...Object.keys(USERS)];
		probe = await probeBuild(workshop, args, {
			...elementsPath(),
			CALLER_COLOUR: "red",
			CALLER_SHAPE: "square",
			DIB_INSTALLTYPE_as_asked: "package",
			DIB_REPOLOCATION_my_thing: upstream,
			DIB_REPOREF_my_thing: "v1",
			DIB_PASSWORD_OF_MINE: "hush",
		});
	});
	afterAll(() => workshop.remove());

	/** The arguments of every call of install-packages, sorted: elements may ask in any order. */
	const packageCalls = () =>
		[...probe.log.matchAll(/\| (?:> )?packages: (.*)$/gm)].map(([, words = ""]) => words.split(" ").sort().join(" "));
	const image = () => openExt(join(workshop.folder, "image.raw"), { start: 0, bytes: 0 });

	test("the elements path of hooks has the built-in collection only when something of it is used", () => {
		const entries = probe.at("extra-data").env.ELEMENTS_PATH?.split(":") ?? [];
		expect(entries.at(-1)).toBe(collection);
		expect(entries.includes(OUR_ELEMENTS)).toBe(collection === OUR_ELEMENTS);
	});

	test("15.79 package-installs: uninstall: False uninstalls; arch lists; when lists are ANDed; an unset variable fails", async () => {
		const calls = packageCalls();
		expect(calls).toContain("late");
		expect(calls).toContain("-e removed");
		const installed = calls.find((words) => words.includes("plain"))?.split(" ");
		expect(installed).toEqual(expect.arrayContaining(["both-hold", "for-amd64", "plain"]));
		expect(calls.join(" ")).not.toMatch(/for-others|one-holds/);
		makeElements(join(workshop.folder, "elements"), {
			unset: { deps: ["package-installs"], files: { "package-installs.yaml": "x: { when: NO_SUCH_VARIABLE = y }\n" } },
		});
		const ended = await workshop.diskImageCreate(
			["-n", "-t", "raw", "tiny-os", "tiny-python", "unset"],
			elementsPath(),
		);
		expect(ended.code).toBe(1);
		expect(ended.stdout).toContain("The variable <NO_SUCH_VARIABLE> is not set");
	});

	test("15.80 pkg-map: release before distro before family before default; an empty mapping installs nothing", () => {
		const installed = packageCalls()
			.find((words) => words.includes("a-of-release"))
			?.split(" ");
		const wanted = ["a-of-release", "b-of-distro", "c-of-family", "d-default", "one-more", "f"];
		expect(installed).toEqual(expect.arrayContaining(wanted));
		expect(installed).not.toContain("e");
		expect(packageCalls().join(" ")).not.toMatch(/[abc]-default|a-of-(distro|family)|b-of-family|other/);
	});

	test("15.81 install-types links the source type by default, the package type with DIB_INSTALLTYPE_<x>=package", () => {
		const said = [...probe.log.matchAll(/\| installed (.*)$/gm)].map(([, what]) => what);
		expect(said.sort()).toEqual(["as-asked from package", "by-default from source"]);
	});

	test("15.82 source-repositories honours DIB_REPOREF and DIB_REPOLOCATION and writes /etc/dib-source-repositories", () => {
		expect(image().read("/opt/thing/file")).toBe("one");
		expect(image().read("/etc/dib-source-repositories")).toBe("/opt/thing\n");
	});

	test("15.83 manifests produce NAME.d/dib-manifests/dib_arguments and dib_environment", () => {
		const manifest = (name: string) => readFileSync(join(workshop.folder, "image.d/dib-manifests", name), "utf8");
		expect(manifest("dib_arguments")).toMatch(/^tiny-os -n -t raw -o image tiny-python .* probe\n$/);
		expect(manifest("dib_environment")).toMatch(/^declare -x DIB_INSTALLTYPE_as_asked="package"$/m);
		expect(image().stat("/etc/dib-manifests/dib_environment")).toMatch(/Mode: +0600/);
	});

	test("15.77 cache-url: 304 keeps the cached file; 404 exits 44", async () => {
		const file = join(workshop.folder, "cached");
		const published = new Date("2024-02-03T04:05:06Z");
		const server = createServer(({ url, headers }, response) => {
			const known = new Date(headers["if-modified-since"] ?? 0) >= published;
			response.writeHead(url === "/none" ? 404 : known ? 304 : 200).end(known ? "" : "of the network");
		});
		await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
		const { port } = server.address() as AddressInfo;
		const cacheUrl = (path: string) =>
			execa(join(collection, "cache-url/bin/cache-url"), [`http://127.0.0.1:${port}/${path}`, file], {
				reject: false,
				env: { no_proxy: "127.0.0.1" },
			});
		writeFileSync(file, "as it was");
		utimesSync(file, published, published);
		expect([(await cacheUrl("file")).exitCode, readFileSync(file, "utf8")]).toEqual([0, "as it was"]);
		expect([(await cacheUrl("none")).exitCode, readFileSync(file, "utf8")]).toEqual([44, "as it was"]);
		utimesSync(file, new Date(0), new Date(0));
		expect([(await cacheUrl("file")).exitCode, readFileSync(file, "utf8")]).toEqual([0, "of the network"]);
		await new Promise((closed) => server.close(closed));
	});

	test("15.78 offline debootstrap with a cached tarball needs no network", () => {
		const root = temporaryFolder();
		const path = (name: string) => join(root, name);
		for (const name of ["packed/etc", "target", "cache"]) mkdirSync(path(name), { recursive: true });
		writeFileSync(path("packed/etc/hostname"), "out of the cache\n");
		execFileSync("tar", ["-C", path("packed"), "-czf", path("cache/debootstrap-debian-trixie-amd64.tar.gz"), "."]);
		const { _LIB, DIB_PYTHON_EXEC, PATH } = probe.at("root").env;
		const hook = join(collection, "debootstrap/root.d/08-debootstrap");
		const env = {
			...{ _LIB, DIB_PYTHON_EXEC, PATH, HOME: root, DIB_DEBUG_TRACE: "0" },
			...{ DISTRO_NAME: "debian", DIB_RELEASE: "trixie", ARCH: "amd64" },
			...{ DIB_DISTRIBUTION_MIRROR: "http://mirror.invalid/debian", DIB_OFFLINE: "1" },
			...{ DIB_IMAGE_CACHE: path("cache"), TARGET_ROOT: path("target"), TMP_MOUNT_PATH: path("target") },
		};
		const { status, stdout, stderr } = spawnSync("unshare", ["--net", hook], { encoding: "utf8", env });
		expect(status, stdout + stderr).toBe(0);
		expect(readFileSync(path("target/etc/hostname"), "utf8")).toBe("out of the cache\n");
	});
});

/** A repository whose `file` says `one` at the tag v1 and `two` on its branch. */
function makeRepository(folder: string): void {
	mkdirSync(folder);
	const git = (...args: string[]) =>
		execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", "-C", folder, ...args]);
	git("init", "--quiet", "--initial-branch=master");
	for (const text of ["one", "two"]) {
		writeFileSync(join(folder, "file"), text);
		git("add", "file");
		git("commit", "--quiet", "-m", text);
		if (text === "one") git("tag", "v1");
	}
}
