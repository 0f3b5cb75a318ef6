import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { buildOptions, splitTargets } from "../../../src/cli/build/build-args.js";
import { addBuildFlags, type BuildFlags } from "../../../src/cli/build/build-flags.js";
import { UserError } from "../../../src/core/errors.js";
import type { Profile } from "../../../src/core/profile/profile.js";

function flags(...argv: string[]): BuildFlags {
	const command = addBuildFlags(new Command("build").argument("[x...]")).exitOverride();
	command.configureOutput({ writeErr: () => {} });
	return command.parse(argv, { from: "user" }).opts();
}

const profile: Profile = {
	version: 1,
	name: "web",
	release: "bookworm",
	elements: ["vm", "debian-minimal"],
	variables: { A: "profile" },
	disk: { layout: "mbr", size: "4GiB" },
	outputs: [{ format: "qcow2", compression: "zstd" }],
};

function options(argv: string[], base: Profile = profile, env: Record<string, string> = {}) {
	return buildOptions(flags(...argv), base, [], argv, {
		env,
		cwd: "/work",
		placeOf: () => ({ file: "web.yaml", line: 3 }),
		readText: (file) => `content of ${file}`,
		filePath: (file) => (file.startsWith("/") ? file : `/profiles/${file}`),
		keyFile: () => "/keys/x.pub",
		ownKey: () => "/home/me/.ssh/id_ed25519.pub",
	});
}
const variables = (argv: string[], base?: Profile, env?: Record<string, string>) =>
	Object.fromEntries(options(argv, base, env).variables.map(({ name, value }) => [name, value]));

describe("splitTargets", () => {
	const names = {
		profiles: ["debian-vm", "both"],
		elements: ["vm", "os", "both"],
		isPath: (text: string) => text.includes("/"),
	};
	test.each([
		[["debian-vm"], "debian-vm", []],
		[["debian-vm", "os"], "debian-vm", ["os"]],
		[["vm", "os"], undefined, ["vm", "os"]],
		[["vm", "./p.yaml"], "./p.yaml", ["vm"]],
		[["both"], "both", []],
		[["os", "both"], undefined, ["os", "both"]],
	])("%j", (targets, profileName, elements) => {
		const split = splitTargets(targets, names);
		expect([split.profile, split.elements]).toEqual([profileName, elements]);
	});

	test.each([
		[["debain-vm"], "There is no profile and no element 'debain-vm'", "Did you mean debian-vm?"],
		[["debian-vm", "./p.yaml"], "has one profile", "extends"],
	])("%j is refused", (targets, message, next) => {
		try {
			splitTargets(targets, names);
			expect.unreachable();
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			expect(error.message).toContain(message);
			expect(error.next.join(" ")).toContain(next);
		}
	});
});

describe("buildOptions", () => {
	test("a profile alone", () => {
		const built = options([]);
		expect(built).toMatchObject({
			program: "diskwright",
			profile: "web",
			imageName: "web",
			elements: ["vm", "debian-minimal", "block-device-mbr"],
			formats: ["qcow2"],
			settings: { imageSize: 4, compression: "zstd" },
		});
		expect(variables([])).toEqual({ DIB_RELEASE: "bookworm", A: "profile" });
	});

	test("flags win over the profile, the profile over the environment", () => {
		expect(variables(["--release", "trixie", "--set", "A=flag", "--set", "B=x=y"])).toEqual({
			DIB_RELEASE: "trixie",
			A: "flag",
			B: "x=y",
		});
		expect(options([], profile, { DIB_IMAGE_SIZE: "9" }).settings.imageSize).toBe(4);
		expect(options([], { version: 1 }, { DIB_IMAGE_SIZE: "9" }).settings.imageSize).toBe(9);
		expect(options(["--size", "8GiB"]).settings.imageSize).toBe(8);
		expect(options(["-o", "out/x", "-t", "raw"])).toMatchObject({ imageName: "out/x", formats: ["raw"] });
		expect(options(["--layout", "efi"]).elements).toContain("block-device-efi");
		expect(options(["--layout", "efi"]).elements).not.toContain("block-device-mbr");
	});

	test("everything else", () => {
		const built = options([
			...["--element", "growroot", "-p", "a,b", "--offline", "--no-tmpfs", "--image-cache", "c", "-xx", "--checksum"],
			...[
				"--on-failure",
				"hold=2h",
				"--task-timeout",
				"30m",
				"--keep-older",
				"3",
				"--boot-test",
				"--qcow2-compression",
				"none",
				"-n",
			],
			...["--journal-size", "16MiB"],
		]);
		expect(built).toMatchObject({
			skipBase: true,
			elements: ["vm", "debian-minimal", "growroot", "block-device-mbr"],
			settings: {
				extraPackages: ["a", "b"],
				offline: true,
				tmpfs: false,
				imageCache: "/work/c",
				debugTrace: 2,
				journalSize: 16,
				checksums: ["md5", "sha256"],
				onFailure: { mode: "hold", holdSeconds: 7200 },
				taskTimeoutSeconds: 1800,
				keepOlder: 3,
				bootTest: { until: "login: ", timeoutSeconds: 300 },
				compression: "none",
			},
		});
		expect(options(["--boot-test", "ready"]).settings.bootTest?.until).toBe("ready");
	});

	test("a user brings devuser, a key and sudo", () => {
		const built = options(["--user", "me"]);
		expect(built.elements).toContain("devuser");
		expect(variables(["--user", "me"])).toMatchObject({
			DIB_DEV_USER_USERNAME: "me",
			DIB_DEV_USER_AUTHORIZED_KEYS: "/home/me/.ssh/id_ed25519.pub",
			DIB_DEV_USER_PWDLESS_SUDO: "yes",
		});
		expect(variables(["--ssh-key", "k.pub"]).DIB_DEV_USER_AUTHORIZED_KEYS).toBe("/work/k.pub");
		expect(variables(["--ssh-key", "ssh-ed25519 AAAA me"]).DIB_DEV_USER_AUTHORIZED_KEYS).toBe("/keys/x.pub");
		expect(options([]).elements).not.toContain("devuser");
	});

	test("mirrors and layouts of one's own become variables", () => {
		expect(variables(["--mirror", "http://m", "--proxy", "http://p", "--apt-sources", "s.list"])).toMatchObject({
			DIB_DISTRIBUTION_MIRROR: "http://m",
			http_proxy: "http://p",
			https_proxy: "http://p",
			DIB_APT_SOURCES: "/work/s.list",
		});
		expect(variables(["--layout", "./disk.yaml"]).DIB_BLOCK_DEVICE_CONFIG).toBe("file:///work/disk.yaml");
		const config = "- local_loop: {name: image0}";
		expect(variables([], { ...profile, disk: { layout: { config } } }).DIB_BLOCK_DEVICE_CONFIG).toBe(config);
	});

	test("secrets come from the environment or a file, never from the profile", () => {
		const secret: Profile = {
			version: 1,
			variables: { T: { "from-env": "MY_T" }, F: { "from-file": "f.txt" } },
			user: { "password-hash": { "from-env": "HASH" } },
		};
		const built = options([], secret, { MY_T: "t", HASH: "$6$a$b" }).variables;
		expect(built.filter((one) => one.secret).map(({ name, value }) => [name, value])).toEqual([
			["DIB_DEV_USER_PASSWORD", "$6$a$b"],
			["T", "t"],
			["F", "content of f.txt"],
		]);
		expect(() => options([], secret, { MY_T: "t" })).toThrow("HASH");
		expect(() => options([], { version: 1, variables: { MY_PASSWORD: "hunter2" } })).toThrow("profiles hold none");
	});

	test.each([
		[["--size", "4"], "--size: '4' is not a size"],
		[["--layout", "zfs"], "--layout is 'zfs'"],
		[["--on-failure", "x"], "--on-failure: "],
		[["--task-timeout", "x"], "--task-timeout: "],
		[["--keep-older", "some"], "--keep-older: "],
		[["-t", "floppy"], "'floppy'"],
		[["--checksum", "crc"], "--checksum is 'crc'"],
	])("%j is refused", (argv, message) => {
		expect(() => options(argv)).toThrow(UserError);
		expect(() => options(argv)).toThrow(message);
	});

	test("a layout beside another block device element is a conflict, with its place", () => {
		try {
			options([], { ...profile, elements: ["vm", "block-device-efi"] });
			expect.unreachable();
		} catch (error) {
			expect(error).toMatchObject({ code: "layout-conflict", place: { file: "web.yaml", line: 3 } });
		}
	});

	test.each([[["--set", "1A=x"]], [["--set", "A"]], [["--qcow2-compression", "x"]], [["--sizes", "1"]]])(
		"%j is refused by the parser",
		(argv) => {
			expect(() => flags(...argv)).toThrow();
		},
	);
});
