import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, describe, expect, test } from "vitest";
import { initialState, reduceBuild } from "../../../src/core/run/build-state.js";
import type { BuildEvent } from "../../../src/core/run/events.js";
import { aptSources } from "../../support/apt-sources.js";
import { openDebianFolder } from "../../support/debian-folder.js";
import { childrenOf, hostState, nothingStays, processesNaming, until } from "../../support/host-state.js";
import { runCommand, runProgram } from "../../support/run-program.js";

const program = join(import.meta.dirname, "../../../dist/bin/disk-image-create.js");
const DISKWRIGHT = join(import.meta.dirname, "../../../dist/bin/diskwright.js");
const debian = openDebianFolder();
const { folder, env } = debian;
afterAll(() => debian.remove());

/** Under BIOS boot those of new-user and dib-debian. */
const ELEMENTS = ["vm", "block-device-efi", "debian-minimal", "custom-script", "apt-sources"];

/** Packages with versions out of the manifest beside an image. */
function packages(image: string): string[] {
	const manifest = JSON.parse(readFileSync(join(folder, `${image}.manifest.json`), "utf8"));
	return manifest.packages.map((entry: { name: string; version: string }) => `${entry.name} ${entry.version}`);
}

describe("disk-image-create vm debian-minimal", () => {
	test("builds for EFI with one's own element, apt sources and image cache, and boots under OVMF", async () => {
		const before = hostState([folder]);
		const own = join(folder, "elements/custom-script");
		mkdirSync(join(own, "install.d"), { recursive: true });
		writeFileSync(join(own, "install.d/60-custom"), "#!/bin/bash\nset -eu\necho custom > /etc/custom-script\n", {
			mode: 0o755,
		});
		const sources = join(folder, "sources.list");
		writeFileSync(sources, `${aptSources("bookworm").join("\n")}\n`);
		const cached = ["--image-cache", join(folder, "cache")];
		await debian.create("first", [...cached, "-u", ...ELEMENTS], {
			ELEMENTS_PATH: join(folder, "elements"),
			DIB_APT_SOURCES: sources,
		});
		await nothingStays(before, [folder]);
		await debian.boots("first", ["--firmware", "efi"]);
	});

	test("the same packages again, with the network cut off: replayed it gives the same state and the same log", async () => {
		const sources = join(folder, "sources.list");
		const built = await runCommand(
			[
				...["unshare", "--net", process.execPath, DISKWRIGHT, "build", ...ELEMENTS],
				...["-o", "second", "--release", "bookworm", "--yes", "--offline"],
				...["--image-cache", join(folder, "cache"), "--progress", "plain", "--qcow2-compression", "zstd"],
			],
			{ cwd: folder, env: { ...env, ELEMENTS_PATH: join(folder, "elements"), DIB_APT_SOURCES: sources } },
		);
		expect(built.code, built.stdout.slice(-3000) + built.stderr).toBe(0);
		expect(packages("second")).toEqual(packages("first"));
		const replayed = await runProgram("diskwright", ["runs", "replay", "latest", "--progress", "plain"], { env });
		expect(replayed.code, replayed.stderr).toBe(0);
		expect(replayed.stdout).toBe(built.stdout);
		const id = /^build (\S+):/.exec(built.stdout)?.[1] ?? "";
		const events = readFileSync(join(folder, "state/diskwright/runs", id, "events.ndjson"), "utf8")
			.trimEnd()
			.split("\n")
			.map((line) => JSON.parse(line) as BuildEvent);
		const shown = await runProgram("diskwright", ["runs", "show", id, "--json"], { env });
		const final = events.reduce(reduceBuild, initialState());
		expect(final).toMatchObject({ status: "ok", exitCode: 0 });
		expect(JSON.parse(shown.stdout).state).toEqual(JSON.parse(JSON.stringify(final)));
	});

	test("killed while it installs packages, it leaves nothing behind", async () => {
		const before = hostState([folder]);
		const cli = spawn(
			process.execPath,
			[
				program,
				"-a",
				"amd64",
				"-o",
				"killed",
				"--progress",
				"ndjson",
				"--image-cache",
				join(folder, "cache"),
				"vm",
				"debian-minimal",
			],
			{ cwd: folder, env: { ...env, TEST_MARKER: folder }, stdio: ["ignore", "pipe", "ignore"] },
		);
		const exited = once(cli, "exit");
		const unpacking = new Promise<void>((resolve, reject) => {
			cli.once("exit", (code) => reject(new Error(`it ended by itself, with ${code}`)));
			createInterface({ input: cli.stdout }).on("line", (line) => {
				if (/"task":"install\/01-package-installs".*Unpacking /.test(line)) resolve();
			});
		});
		await unpacking;
		const builder = [1, 2, 3].reduce((pid) => childrenOf(pid)[0] as number, cli.pid as number);
		process.kill(builder, "SIGKILL");
		expect((await exited)[0]).not.toBe(0);
		await until("all processes to end", 20_000, () => processesNaming(`TEST_MARKER=${folder}`).length === 0);
		await nothingStays(before, [folder]);
		expect(readdirSync(folder).filter((name) => name.startsWith("killed"))).toEqual([]);
	});
});
