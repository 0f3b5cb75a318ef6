import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../support/elements.js";
import { canChroot, ELEMENTS, hookRoot } from "../hook-root.js";

const BASE = join(ELEMENTS, "ramdisk-base");
const LIBRARY = resolve(import.meta.dirname, "../../../src/engine/hook-library");

/** Runs one of the hooks that run outside the image. */
function outside(hook: string, env: Record<string, string>, cwd: string, elements: readonly string[] = []) {
	const array = elements.map((path) => `[${path.split("/").at(-1)}]=${path} `).join("");
	const script = `get_image_element_array() { echo '${array}'; }; export -f get_image_element_array; exec "$0"`;
	const ended = spawnSync("bash", ["-c", script, join(BASE, hook)], {
		encoding: "utf8",
		// With a socket there, bash takes itself for a remote shell and reads its start-up file.
		stdio: ["ignore", "pipe", "pipe"],
		cwd,
		env: { PATH: process.env.PATH, _LIB: LIBRARY, ...env },
	});
	return { status: ended.status, said: ended.stdout + ended.stderr };
}

describe("what is brought into the image", () => {
	const inject = (...elements: string[]) => {
		const folder = temporaryFolder();
		const hook = "extra-data.d/01-inject-ramdisk-build-files";
		expect(outside(hook, { TMP_MOUNT_PATH: folder }, folder, elements)).toEqual({ status: 0, said: "" });
		return join(folder, "tmp/ramdisk-build");
	};

	it("is the library without what only the host needs, and the parts of /init", () => {
		const build = inject(BASE);
		expect(readdirSync(build).sort()).toEqual([
			...["common-defaults", "common-functions", "img-defaults", "img-functions"],
			...["ramdisk-defaults", "ramdisk-functions", "scripts"],
		]);
		expect(readdirSync(join(build, "scripts/d"))).toEqual(["init-func"]);
	});

	it("ends with a shell, and with a restart when an element has a fragment", () => {
		const end = (...elements: string[]) => readFileSync(join(inject(...elements), "scripts/init-end"), "utf8");
		const own = join(temporaryFolder(), "own");
		mkdirSync(join(own, "init.d"), { recursive: true });
		expect(end(BASE, join(ELEMENTS, "ramdisk"))).toContain("Here is a shell");
		expect(end(BASE, join(ELEMENTS, "ramdisk"), own)).toContain("rebooting");
	});
});

describe.skipIf(!canChroot)("the programs that elements want", () => {
	const ensure = (...programs: string[]) => {
		const root = hookRoot();
		const result = root.shell("true");
		expect(result.status).toBe(0);
		const list = join(root.folder, "element/binary-deps.d");
		mkdirSync(list, { recursive: true });
		writeFileSync(join(list, "one"), `${programs.join(" ")}\n`);
		writeFileSync(join(list, "two"), "bash\nls\n");
		return { ...root.run("ramdisk-base/post-install.d/01-ensure-binaries"), root };
	};

	it("are listed for the ramdisk", () => {
		const { status, root } = ensure("cat", "env");
		expect(status).toBe(0);
		expect(root.read("etc/dib_binary_deps")).toBe("cat env bash ls\n");
	});

	it("are all named when they are missing, with who wants them", () => {
		const { status, output, root } = ensure("cat", "no-such-program", "nor-this");
		expect(status).toBe(1);
		expect(output).toContain("no-such-program of one is not found in PATH. Please ensure your elements install it\n");
		expect(output).toContain("nor-this of one is not found in PATH.");
		expect(root.has("etc/dib_binary_deps")).toBe(false);
	});
});

describe("kernel and ramdisk", () => {
	it("are laid beside the image under a relative name, readable, and replace older ones", () => {
		const folder = temporaryFolder();
		mkdirSync(join(folder, "tree/tmp"), { recursive: true });
		for (const name of ["kernel", "ramdisk"]) {
			writeFileSync(join(folder, "tree/tmp", name), `${name}\n`);
			chmodSync(join(folder, "tree/tmp", name), 0o600);
		}
		mkdirSync(join(folder, "out"));
		writeFileSync(join(folder, "out/rescue.kernel"), "older\n");
		const env = { TARGET_ROOT: join(folder, "tree"), IMAGE_NAME: "out/rescue" };
		expect(outside("cleanup.d/99-extract-ramdisk-files", env, folder)).toEqual({ status: 0, said: "" });
		expect(readdirSync(join(folder, "out")).sort()).toEqual(["rescue.initramfs", "rescue.kernel"]);
		expect(readFileSync(join(folder, "out/rescue.kernel"), "utf8")).toBe("kernel\n");
		expect(statSync(join(folder, "out/rescue.initramfs")).mode & 0o777).toBe(0o644);
	});
});
