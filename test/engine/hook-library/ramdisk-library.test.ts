import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../support/elements.js";

const LIBRARY = resolve(import.meta.dirname, "../../../src/engine/hook-library");
/** What the element ramdisk-base copies into the image. */
const COPIED = ["common-defaults", "common-functions", "img-defaults", "img-functions"];
const RAMDISK = ["ramdisk-defaults", "ramdisk-functions"];

/** Runs a script after everything of a copied library was sourced, in the order of DIB's own ramdisk element. */
function inside(script: string, env: Record<string, string> = {}) {
	const folder = temporaryFolder();
	const library = join(folder, "library");
	mkdirSync(library);
	for (const name of [...COPIED, ...RAMDISK]) copyFileSync(join(LIBRARY, name), join(library, name));
	const order = ["common-defaults", "img-defaults", "ramdisk-defaults", "common-functions", "img-functions"];
	const sourced = [...order, "ramdisk-functions"].map((name) => `source "$_LIB/${name}"`).join("\n");
	const text = `set -o pipefail\n_LIB=${library}\n${sourced}\n${script}`;
	const { status, stdout, stderr } = spawnSync("bash", ["-euc", text], {
		encoding: "utf8",
		stdio: ["ignore", "pipe", "pipe"],
		cwd: folder,
		env: { PATH: process.env.PATH, TMP_DIR: folder, ...env },
	});
	return { status, stdout, stderr, folder, left: readdirSync(folder).filter((name) => name.startsWith("dib_")) };
}

describe("defaults of a ramdisk", () => {
	test("the caller's stay, the elements path is not made longer (contract Q5)", () => {
		const { stdout } = inside('echo "$RAMDISK_ELEMENT $ELEMENTS_PATH [$MODULE_ROOT] $LIB_UDEV_ROOT"', {
			ELEMENTS_PATH: "/mine:/built-in",
			DIB_LIB_UDEV_ROOT: "/other",
		});
		expect(stdout).toBe("ramdisk /mine:/built-in [] /other\n");
	});

	test("memory is used as for an image (contract Q4)", () => {
		expect(inside('echo "$DIB_NO_TMPFS $DIB_MIN_TMPFS"').stdout).toBe("0 2\n");
	});
});

describe("a build inside the build", () => {
	test("its folders end with the shell, also when a step fails", () => {
		const made = inside('mk_build_dir; ls -d "$TMP_BUILD_DIR" "$TMP_IMAGE_DIR"; env | grep -c "^TMP_IMAGE_PATH="');
		expect(made).toMatchObject({ status: 0, left: [] });
		expect(made.stdout).toMatch(/^Building in (\S+)\n\1\n\S+dib_image\.\S+\n1\n$/);
		expect(inside("mk_build_dir; (exit 7)")).toMatchObject({ status: 7, left: [] });
	});

	test("save_image gives the image its name, keeps an older one and removes the folders", () => {
		const script = `mk_build_dir >&2
echo one >"$TMP_IMAGE_PATH"; save_image image.raw; ls -d "$TMP_BUILD_DIR" 2>/dev/null || echo gone
mk_build_dir >&2; echo two >"$TMP_IMAGE_PATH"; save_image image.raw; cat image*`;
		const { stdout, status } = inside(script);
		expect(status).toBe(0);
		expect(stdout).toMatch(
			/^Image file image.raw created...\ngone\nOld image found. Renaming it to image-[\d.-]+\.raw\n.*\none\ntwo\n$/,
		);
		const overwritten = inside(`${script.replace("cat image*", "ls image*")}`, { OVERWRITE_OLD_IMAGE: "1" });
		expect(overwritten.stdout.trimEnd().split("\n").at(-1)).toBe("image.raw");
	});

	test("tmpfs_check looks at the wish and at the memory", () => {
		expect(inside("tmpfs_check", { DIB_MIN_TMPFS: "0" }).status).toBe(0);
		expect(inside("tmpfs_check", { DIB_MIN_TMPFS: "0", DIB_NO_TMPFS: "1" })).toMatchObject({ status: 1, stdout: "" });
		const short = inside("tmpfs_check", { DIB_MIN_TMPFS: "500000", TMP_DIR: "/elsewhere" });
		expect(short.status).toBe(1);
		expect(short.stdout).toMatch(
			/^WARNING: Not enough RAM to use tmpfs for build. Using \/elsewhere. \(\d+kB < 1000000G\)/,
		);
		expect(inside("tmpfs_check 0", { DIB_MIN_TMPFS: "500000" })).toMatchObject({ status: 1, stdout: "" });
	});

	test("run_d runs the hooks of a folder in order, and a folder that is not there in silence", () => {
		const hooks = temporaryFolder();
		mkdirSync(join(hooks, "ramdisk-install.d"));
		for (const name of ["20-b", "9-a"]) {
			writeFileSync(join(hooks, "ramdisk-install.d", name), `#!/bin/bash\necho ${name} in "$TMP_MOUNT_PATH"\n`);
			chmodSync(join(hooks, "ramdisk-install.d", name), 0o755);
		}
		const script = `cp ${LIBRARY}/dib-run-parts "$_LIB"; export TMP_MOUNT_PATH=/root-of-ramdisk
TMP_HOOKS_PATH=${hooks} run_d ramdisk-install; TMP_HOOKS_PATH=${hooks} run_d nothing`;
		expect(inside(script)).toMatchObject({
			status: 0,
			stdout: `Running hooks from ${hooks}/ramdisk-install.d\n9-a in /root-of-ramdisk\n20-b in /root-of-ramdisk\n`,
		});
	});
});

describe("parts of a ramdisk", () => {
	test("libraries lie where the loader looks for them; scripts need none", () => {
		const made = inside(`TMP_MOUNT_PATH=$PWD/root; mkdir root
copy_required_libs "$(type -P ls)"; copy_required_libs "${join(LIBRARY, "dib-run-parts")}"; find root -type f -printf '/%P\\n'`);
		expect(made.status).toBe(0);
		const copied = made.stdout.trimEnd().split("\n").sort();
		const asked = spawnSync("ldd", ["/bin/ls"], { encoding: "utf8" }).stdout;
		const wanted = [...asked.matchAll(/(\/\S+) \(0x/g)].map(([, path]) => path);
		expect(wanted.length).toBeGreaterThan(2);
		expect(copied).toEqual(wanted.sort());
	});

	test("/init is the beginning, the end, and the functions beside it", () => {
		const made = inside(`mkdir -p parts/d root; echo begin >parts/init; echo end >parts/init-end; echo f >parts/d/func
INIT=parts/init FUNCTIONS_D=parts/d TMP_MOUNT_PATH=$PWD/root; populate_init`);
		expect(made.status, made.stderr).toBe(0);
		expect(readFileSync(join(made.folder, "root/init"), "utf8")).toBe("begin\n\nend\n");
		expect(readFileSync(join(made.folder, "root/func"), "utf8")).toBe("f\n");
	});
});
