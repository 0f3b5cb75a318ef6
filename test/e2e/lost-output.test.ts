import { readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWorkshop, type Workshop } from "../support/tiny-build.js";

const BIN = resolve(import.meta.dirname, "../../dist/bin");

let workshop: Workshop;
beforeAll(() => {
	workshop = openWorkshop();
	// More than a pipe holds, long after its reader has left.
	workshop.element("talker/install.d/10-talk", "#!/bin/sh\nsleep 0.3\nseq 20000\nsleep 0.3\nseq 20000\n");
	workshop.element("broken/install.d/90-fail", "#!/bin/sh\nexit 7\n");
	workshop.write(
		"images.yaml",
		"- imagename: image\n  arch: amd64\n  types: [raw]\n  elements: [tiny-os, talker]\n  skip-base: true\n",
	);
});
afterAll(() => workshop.remove());

/** Runs a shell's line in which `$1` … is a program and `$status` keeps its exit code; returns what `$status` became. */
async function shell(line: string, argv: readonly string[]): Promise<{ status: string; stderr: string }> {
	rmSync(join(workshop.folder, "image.raw"), { force: true });
	const { stderr } = await workshop.run(["bash", "-c", line, "bash", ...argv], { DIB_IMAGE_SIZE: "0.2" });
	return { status: readFileSync(join(workshop.folder, "status"), "utf8").trim(), stderr };
}

const PIPED = '"$@" | head -1; echo "${PIPESTATUS[0]}" >status';

const BUILDS: readonly (readonly [string, () => readonly string[]])[] = [
	["diskwright build", () => workshop.buildArgv(["talker", "--progress", "plain"])],
	["diskwright build --progress ndjson", () => workshop.buildArgv(["talker", "--progress", "ndjson"])],
	[
		"disk-image-create",
		() => [process.execPath, join(BIN, "disk-image-create.js"), "-n", "-t", "raw", "-o", "image", "tiny-os", "talker"],
	],
	["diskimage-builder", () => [process.execPath, join(BIN, "diskimage-builder.js"), "images.yaml"]],
];

describe.each(BUILDS)("%s goes on to its image", (_, argv) => {
	test.each([
		["a reader of its output that leaves", PIPED],
		["a reader of both streams that leaves", '"$@" 2>&1 | head -1; echo "${PIPESTATUS[0]}" >status'],
		["a full disk behind its output", '"$@" >/dev/full; echo "$?" >status'],
		["a full disk behind both", '"$@" >/dev/full 2>&1; echo "$?" >status'],
		["no streams at all", '"$@" <&- >&- 2>&-; echo "$?" >status'],
	])("with %s", async (_what, line) => {
		const { status, stderr } = await shell(line, argv());
		expect(status, stderr).toBe("0");
		expect(workshop.images()).toContain("image.raw");
	});
});

test("a log file on a full disk is given up with a warning, not the build", async () => {
	const argv = workshop.buildArgv(["talker", "--progress", "quiet", "--logfile", "/dev/full"]);
	const { code, stderr } = await workshop.run(argv);
	// What cannot be opened at all is refused before the build.
	expect([0, 2]).toContain(code);
	expect(stderr).not.toContain("bug");
});

test("a build that fails without a reader fails with its own code", async () => {
	const dib = [
		process.execPath,
		join(BIN, "disk-image-create.js"),
		"-n",
		"-t",
		"raw",
		"-o",
		"image",
		"tiny-os",
		"broken",
	];
	expect((await shell(PIPED, dib)).status).toBe("7");
});

describe("a program that only prints", () => {
	test.each([
		[["plan", "-n", "tiny-os"], "0"],
		[["explore"], "0"],
		[["runs", "list"], "0"],
		[["runs", "logs"], "0"],
		[["runs", "replay", "--progress", "ndjson"], "0"],
		[["plan", "no-such-element"], "2"],
	])("%j ends with its reader, and as without one", async (args, code) => {
		const program = [process.execPath, join(BIN, "diskwright.js"), ...args];
		const { status, stderr } = await shell(PIPED, program);
		expect(status).toBe(code);
		expect(stderr).not.toMatch(/EPIPE|bug|\bat .*\.js/);
	});

	test("says so when it cannot print", async () => {
		const program = [process.execPath, join(BIN, "diskwright.js"), "explore"];
		const { status, stderr } = await shell('"$@" >/dev/full; echo "$?" >status', program);
		expect(status).toBe("3");
		expect(stderr).toContain("Standard output cannot be written: its file system is full");
	});
});
