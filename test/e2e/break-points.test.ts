import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openWorkshop, type Workshop } from "../support/tiny-build.js";

/** Break points of disk-image-create (contract §7.7): commands come from the standard input of the build, as with DIB. */
let workshop: Workshop;
beforeEach(() => {
	workshop = openWorkshop();
});
afterEach(() => workshop.remove());

const at = (name: string) => join(workshop.folder, name);

/** `disk-image-create -n -t raw tiny-os ELEMENTS` with a text on its standard input. */
async function build(input: string, elements: readonly string[], env: NodeJS.ProcessEnv) {
	const program = [process.execPath, join(import.meta.dirname, "../../dist/bin/disk-image-create.js")];
	const argv = [...program, "-n", "-t", "raw", "tiny-os", ...elements];
	const script = 'printf "%s" "$INPUT" | "$@"';
	const ended = await workshop.run(["bash", "-c", script, "bash", ...argv], { INPUT: input, ...env });
	return { ...ended, log: ended.stdout + ended.stderr };
}

test("a point outside the image gives a shell in the directory of the caller, with what its hooks see", async () => {
	const { code, log } = await build('echo "$TMP_MOUNT_PATH $PWD" >seen; ls "$TMP_MOUNT_PATH/etc" >listed\n', [], {
		break: "after-root",
	});
	expect(code, log).toBe(0);
	expect(readFileSync(at("seen"), "utf8")).toMatch(new RegExp(`^/\\S+/dib_build\\.[\\w-]+/mnt ${workshop.folder}\n$`));
	expect(readFileSync(at("listed"), "utf8")).toContain("hostname");
	expect(log).toMatch(/Starting debug shell\. Exit to resume building\.\n.*At stage after-root\n[\s\S]*Resuming/);
	expect(log).toContain("Build completed successfully");
});

test("a point in the chroot gives a shell there, before its hooks", async () => {
	workshop.element("mine/install.d/10-mine", "#!/bin/bash\nset -eu\ncat /made\n");
	const { code, log } = await build('echo "by hand in $PWD as $HOME, ${TMPDIR-no TMPDIR}" >/made\n', ["mine"], {
		break: "before-install",
		TMPDIR: at("home"),
	});
	expect(code, log).toBe(0);
	expect(log).toContain("by hand in / as /root, no TMPDIR");
});

test("with nothing to read the build goes on at once", async () => {
	const { code, log } = await build("", [], { break: "before-cleanup,after-post-root" });
	expect(code, log).toBe(0);
	expect(log.match(/At stage \S+/g)).toEqual(["At stage after-post-root", "At stage before-cleanup"]);
});

test("break_cmd runs before an outside phase, and is told", async () => {
	const { code, log } = await build("", [], { break: "before-extra-data", break_cmd: "touch ran" });
	expect(code, log).toBe(0);
	expect(existsSync(at("ran"))).toBe(true);
	expect(log).toContain("At stage before-extra-data");
});

test("after-error: a failing block-device hook stops outside, other outside phases do not; the status stays", async () => {
	const env = { break: "after-error", break_cmd: 'echo "looked at $TMP_BUILD_DIR"' };
	workshop.element("mine/block-device.d/10-mine", "#!/bin/bash\nexit 7\n");
	const stopped = await build("", ["mine"], env);
	expect(stopped.code).toBe(7);
	expect(stopped.log).toMatch(/At stage after-error\n.*looked at \/\S+\n/);
	workshop.element("mine/post-root.d/10-mine", "#!/bin/bash\nexit 8\n");
	const passed = await build("", ["mine"], env);
	expect(passed.code).toBe(8);
	expect(passed.log).not.toContain("At stage");
});

test("after-error in the chroot gives a shell in the tree as the failed hook left it", async () => {
	workshop.element("mine/install.d/10-mine", "#!/bin/bash\necho half >/done\nexit 6\n");
	const { code, log } = await build("cat /done; pwd\n", ["mine"], { break: "after-error" });
	expect(code).toBe(6);
	expect(log).toContain("half\n/\n");
});

test("a point that does not exist is warned of", async () => {
	const { log } = await build("", [], { break: "before-instal" });
	expect(log).toContain("WARNING: break names 'before-instal', where no build stops. Did you mean before-install?");
});
