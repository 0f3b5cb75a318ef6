import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { openEmulation } from "../../../src/engine/builder/emulation.js";
import { Scope } from "../../../src/engine/work/scope.js";
import { writeArm64Program } from "../../support/tiny-program.js";

const TABLE = "/proc/sys/fs/binfmt_misc";
const CHROOT = realpathSync("/usr/sbin/chroot");

const folder = mkdtempSync("/tmp/emulation-");
const tree = join(folder, "tree");
mkdirSync(tree);
writeArm64Program(join(tree, "hello"), "hello from arm64\n");
execFileSync("mount", ["-t", "binfmt_misc", "binfmt_misc", TABLE]);

/** What a command says, or why it cannot be started. */
const said = (argv: readonly string[], env = process.env) => {
	const { error, stdout, stderr } = spawnSync(argv[0] as string, argv.slice(1), { encoding: "utf8", env });
	return error ? (error as NodeJS.ErrnoException).code : stdout + stderr;
};
const inside = ["chroot", tree, "/hello"];
const before = { table: readdirSync(TABLE), chroot: statSync(CHROOT).ino, children: children() };
// The kernel refuses it, so it is taken for a script: there is no shell.
assert.match(String(said(inside)), /failed to run command/, "nothing could be tested where this works by itself");

const scope = new Scope();
const emulator = { architecture: "aarch64", emulator: "qemu-aarch64-static" };
await openEmulation({ ...emulator, folder: join(folder, "emulation"), scope });
assert.equal(said(inside), "hello from arm64\n");
assert.equal(said([CHROOT, "--userspec=65534:65534", tree, "/hello"], {}), "hello from arm64\n", "whatever the PATH");
assert.equal(said(["chroot", "/", "chroot", tree, "/hello"]), "hello from arm64\n", "and from inside the namespace");
assert.match(String(said(["mmdebstrap", "--version"])), /^mmdebstrap \d/);
assert.match(String(said(["mmdebstrap", "--no-such-option"])), /Unknown option: no-such-option/);
assert.notEqual(said([join(tree, "hello")]), "hello from arm64\n", "what does not enter the image has no emulator");
assert.deepEqual(readdirSync(TABLE), before.table, "the host's table stays as it was");

assert.deepEqual(await scope.close(), []);
assert.match(String(said(inside)), /failed to run command/, "it ends with its scope");
assert.equal(statSync(CHROOT).ino, before.chroot);
assert.deepEqual(children(), before.children);
rmSync(folder, { recursive: true });
console.log("emulation holds");

function children(): string[] {
	return execFileSync("ps", ["-e", "-o", "comm="], { encoding: "utf8" })
		.split("\n")
		.filter((name) => name === "cat");
}
