import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { runDiskImageCreate } from "../../../src/cli/dib/disk-image-create.js";
import { parseDibArguments } from "../../../src/core/dib/parse-arguments.js";
import { UserError } from "../../../src/core/errors.js";
import { prepareRequest } from "../../../src/core/resolve/prepare.js";

const parse = (
	argv: string[],
	env: Record<string, string> = {},
	program: "disk-image-create" | "ramdisk-image-create" = "disk-image-create",
) => parseDibArguments(program, argv, { HOME: "/home/me", ...env }, "/work");

function build(argv: string[], env: Record<string, string> = {}, program?: "ramdisk-image-create") {
	const request = parse(argv, env, program);
	if (request.kind !== "build") throw new Error(`not a build: ${JSON.stringify(request)}`);
	return request;
}
const settings = (argv: string[], env?: Record<string, string>) => build(["vm", ...argv], env).options.settings;

describe("disk-image-create", () => {
	test("defaults (contract §2.2, §3.4)", () => {
		const { options } = build(["vm", "debian"]);
		expect(options).toMatchObject({
			elements: ["vm", "debian"],
			skipBase: false,
			imageName: "image",
			formats: ["qcow2"],
		});
		expect(options.architecture).toBeUndefined();
		expect(options.settings).toMatchObject({
			imageCache: "/home/me/.cache/image-create",
			lockFiles: "/home/me/.cache/dib/lockfiles",
			tmp: "/tmp",
			tmpfs: true,
			minTmpfs: 2,
			offline: false,
			debugTrace: 0,
			fsType: "ext4",
			journalSize: 64,
			compression: "zlib",
			checksums: [],
			ramdisk: false,
			finalImage: true,
		});
	});

	test.each([
		[["-x", "-x"], { DIB_DEBUG_TRACE: "1" }, { debugTrace: 3 }],
		[["-u"], {}, { compression: "none" }],
		[["--qcow2-compression", "zstd"], {}, { compression: "zstd" }],
		[["-p", "a,b", "-p", "c d"], {}, { extraPackages: ["a", "b", "c", "d"] }],
		[["--checksum"], {}, { checksums: ["md5", "sha256"] }],
		[[], { DIB_CHECKSUM: "sha256" }, { checksums: ["sha256"] }],
		[["--image-size", "0.3"], {}, { imageSize: 0.3 }],
		[["--image-size", "5G"], {}, { imageSize: 5 }],
		[["--image-size", "1.5 GB"], {}, { imageSize: 1.5 }],
		[["--image-size", "4"], { DIB_IMAGE_SIZE: "9" }, { imageSize: 4 }],
		[[], { DIB_IMAGE_SIZE: "9" }, { imageSize: 9 }],
		[["--image-extra-size", "300"], {}, { imageExtraSize: 300 }],
		[["--mkfs-journal-size", "16"], {}, { journalSize: 16 }],
		[["--mkfs", "-O foo"], {}, { mkfsOptions: "-O foo" }],
		[[], { MKFS_OPTS: "-m 1" }, { mkfsOptions: "-m 1" }],
		[["--max-online-resize", "274877906944"], {}, { maxOnlineResize: "274877906944" }],
		[["--no-tmpfs"], {}, { tmpfs: false }],
		[[], { DIB_NO_TMPFS: "1" }, { tmpfs: false }],
		[[], { GENTOO_PROFILE: "default/hardened" }, { tmpfs: false }],
		[["--offline"], {}, { offline: true }],
		[["--root-label", "r"], { ROOT_LABEL: "s" }, { rootLabel: "r" }],
		[["--install-type", "package"], {}, { installType: "package" }],
		[[], { ROOT_LABEL: "s" }, { rootLabel: "s" }],
		[["--image-cache", "c"], {}, { imageCache: "/work/c" }],
		[[], { TMPDIR: "/a", TMP_DIR: "/b" }, { tmp: "/a" }],
		[[], { TMP_DIR: "/b" }, { tmp: "/b" }],
		[[], { COMPRESS_IMAGE: "" }, { compression: "zlib" }],
		[
			["--min-tmpfs", "", "--image-cache="],
			{ DIB_MIN_TMPFS: "9" },
			{ minTmpfs: 2, imageCache: "/home/me/.cache/image-create" },
		],
		[["--mkfs-journal-size", "8", "--mkfs-journal-size", ""], {}, { journalSize: 64 }],
	])("%j with %j", (argv, env, expected) => {
		expect(settings(argv, env as unknown as Record<string, string>)).toMatchObject(expected);
	});

	test.each(["99999999999999999999", "0", "-1", "1e3"])("--image-extra-size %s is refused before the build", (size) => {
		expect(() => settings(["--image-extra-size", size], {})).toThrow(
			/^--image-extra-size is '|^DIB_IMAGE_EXTRA_SIZE is '/,
		);
	});

	test("an empty value means the default, as in scripts that quote an unset variable", () => {
		const argv = ["vm", "-o", "", "-a", "", "--image-size", ""];
		const { options, env } = build(argv, { ARCH: "arm64", DIB_IMAGE_SIZE: "3" });
		expect(env).toMatchObject({ ARCH: "", DIB_IMAGE_SIZE: "" });
		expect(options).toMatchObject({ imageName: "image" });
		expect(options).not.toHaveProperty("architecture");
		expect(options.settings).not.toHaveProperty("imageSize");
	});

	test("--ramdisk-element, --logfile and others may be empty too", () => {
		const env = { RAMDISK_ELEMENT: "mine", ROOT_LABEL: "r", MKFS_OPTS: "-m 1", QEMU_IMG_OPTIONS: "a=b", LOGFILE: "l" };
		const empty = ["--ramdisk-element=", "--root-label=", "--mkfs-options=", "--qemu-img-options=", "--logfile="];
		const request = build(["os", ...empty], env, "ramdisk-image-create");
		expect(request.options.ramdiskElement).toBe("ramdisk");
		expect(request.options.settings.mkfsOptions).toBe("");
		expect(request.options.settings).not.toHaveProperty("rootLabel");
		expect(request.options.settings).not.toHaveProperty("qemuImgOptions");
		expect(request).not.toHaveProperty("logFile");
		expect(request.env.LOGFILE).toBe("");
	});

	test("only the last value of an option counts, whatever stood before it", () => {
		const argv = ["--image-size", "big", "-t", "floppy", "--max-online-resize=", "-t", "raw", "--image-size", "5"];
		const { options } = build(["vm", ...argv, "--max-online-resize", "7"]);
		expect(options).toMatchObject({ formats: ["raw"], settings: { imageSize: 5, maxOnlineResize: "7" } });
		expect(build(["vm", "-o", "a", "-o", ""]).options.imageName).toBe("image");
	});

	test("interleaves options and elements", () => {
		const { options } = build(["vm", "-o", "out", "debian", "-t", "raw,qcow2", "-n", "-a", "x86_64"]);
		expect(options).toMatchObject({
			elements: ["vm", "debian"],
			imageName: "out",
			formats: ["raw", "qcow2"],
			skipBase: true,
			architecture: "x86_64",
		});
	});

	test("--docker-target becomes a variable", () => {
		const { options } = build(["vm", "--docker-target", "me/it"]);
		expect(options.variables).toMatchObject([{ name: "DOCKER_TARGET", value: "me/it" }]);
	});

	test("hooks see LOGFILE as --logfile gives it, and empty what DIB resets (§2.2)", () => {
		expect(build(["vm", "--logfile", "out.log"], { LOGFILE: "mine" }).env.LOGFILE).toBe("out.log");
		expect(build(["vm"]).env).not.toHaveProperty("LOGFILE");
		const exported = { LOGFILE: "mine", DOCKER_TARGET: "me/it", IMAGE_TYPES: "raw", INSTALL_PACKAGES: "vim" };
		const empty = { LOGFILE: "", DOCKER_TARGET: "" };
		expect(build(["vm"], exported).env).toEqual({ HOME: "/home/me", ...empty, INSTALL_PACKAGES: "" });
		expect(build(["vm", "-p", "git"], exported).env).toEqual({ HOME: "/home/me", ...empty });
	});

	test("-c keeps what the build is steered by and drops the rest (Q1)", () => {
		const env = { PATH: "/bin", TOKEN: "x", DIB_RELEASE: "trixie", http_proxy: "p", ELEMENTS_PATH: "/e" };
		expect(Object.keys(build(["-c", "vm"], env).env).sort()).toEqual([
			"DIB_RELEASE",
			"ELEMENTS_PATH",
			"HOME",
			"PATH",
			"http_proxy",
		]);
		expect(build(["vm"], { ...env, CLEAR_ENV: "1" }).env.TOKEN).toBeUndefined();
	});

	test("a ramdisk has its element, and no image", () => {
		const { options } = build(["debian", "--ramdisk-element", "dracut-ramdisk"], {}, "ramdisk-image-create");
		expect(options.ramdiskElement).toBe("dracut-ramdisk");
		expect(options.settings).toMatchObject({ ramdisk: true, finalImage: false });
		expect(build(["vm", "--ramdisk-element", "other"]).options.ramdiskElement).toBeUndefined();
	});

	test("several names of --ramdisk-element are several elements, as DIB splits them", () => {
		const { ramdiskElement = "" } = build(["os", "--ramdisk-element", "r s"], {}, "ramdisk-image-create").options;
		const request = { elements: ["os"], architecture: "amd64", skipBase: true, ramdiskElement };
		expect(prepareRequest(request)).toEqual({ names: ["r", "s", "os"], implied: { r: "ramdisk", s: "ramdisk" } });
	});

	test("an empty word is not an element", async () => {
		const stdout = new PassThrough();
		const stderr = new PassThrough();
		const context = { env: {}, cwd: "/", stdout, stderr, packageRoot: "/", version: "1" };
		expect(await runDiskImageCreate("disk-image-create", ["-n", ""], context)).toBe(1);
		expect(String(stderr.read())).toContain("ERROR: At least one distribution root element must be specified\n");
	});

	test("help and version win over everything but errors", () => {
		expect(parse(["vm", "-h", "--image-size", "x"])).toEqual({ kind: "help" });
		expect(parse(["--vers"])).toEqual({ kind: "version" });
		expect(parse(["-h", "--bogus"])).toEqual({ kind: "error", errors: ["unrecognized option '--bogus'"], hints: [] });
	});

	test.each([
		["--image-typ", "-t"],
		["--types=raw", "-t"],
		["--ofline", "--offline"],
		["--skip-base", "-n"],
		["--size", "--image-size"],
	])("%s: did you mean %s?", (given, meant) => {
		expect(parse(["vm", given])).toMatchObject({ kind: "error", hints: [`Did you mean ${meant}?`] });
	});

	test.each([
		["--image-size", "abc"],
		["--image-size", "5M"],
		["--image-size", "G"],
		["--image-size", "0"],
		["--image-size", "-3"],
		["--image-size", "99999999"],
		["--image-extra-size", "1G"],
		["--mkfs-journal-size", "1.5"],
		["--max-online-resize", "many"],
		["--min-tmpfs", "x"],
		["-t", "floppy"],
		["-t", ""],
		["--qcow2-compression", "lzma"],
	])("%s %j is refused (Q54)", (option, value) => {
		expect(() => parse(["vm", option, value])).toThrow(UserError);
		expect(() => parse(["vm", option, value])).toThrow(option === "-t" ? /format/i : option);
	});

	test("numbers in the environment are checked too", () => {
		expect(() => parse(["vm"], { DIB_IMAGE_SIZE: "big" })).toThrow("DIB_IMAGE_SIZE is 'big'");
	});
});
