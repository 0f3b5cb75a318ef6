import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { initialState, reduceBuild } from "../../../src/core/build-state.js";
import type { BuildEvent } from "../../../src/core/events.js";
import { aptSources } from "../../support/apt-sources.js";
import { childrenOf, hostState, nothingStays, processesNaming, until } from "../../support/host-state.js";
import { runCommand, runProgram } from "../../support/run-program.js";

const program = join(import.meta.dirname, "../../../dist/bin/disk-image-create.js");
let folder: string;
let environment: NodeJS.ProcessEnv;

beforeAll(() => {
	folder = mkdtempSync("/var/tmp/debian-");
	environment = {
		...process.env,
		HOME: folder,
		XDG_STATE_HOME: join(folder, "state"),
		DIB_RELEASE: "bookworm",
		DIB_GRUB_TIMEOUT: "0",
	};
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Packages with versions out of the manifest beside an image. */
function packages(image: string): string[] {
	const manifest = JSON.parse(readFileSync(join(folder, `${image}.manifest.json`), "utf8"));
	return manifest.packages.map((entry: { name: string; version: string }) => `${entry.name} ${entry.version}`);
}

async function boots(image: string): Promise<void> {
	const boot = await runProgram("diskwright", ["boot", join(folder, image), "--until", "login: ", "--timeout", "300"], {
		env: environment,
	});
	expect(boot.code, boot.stdout.slice(-2000) + boot.stderr).toBe(0);
}

describe("disk-image-create vm debian-minimal", () => {
	test("builds with one's own element, apt sources and image cache, and boots under BIOS", async () => {
		const before = hostState();
		const own = join(folder, "elements/custom-script");
		mkdirSync(join(own, "install.d"), { recursive: true });
		writeFileSync(join(own, "install.d/60-custom"), "#!/bin/bash\nset -eu\necho custom > /etc/custom-script\n", {
			mode: 0o755,
		});
		const sources = join(folder, "sources.list");
		writeFileSync(sources, `${aptSources("bookworm").join("\n")}\n`);
		const built = await runProgram(
			"disk-image-create",
			[
				"-a",
				"amd64",
				"-o",
				"first",
				"--image-cache",
				join(folder, "cache"),
				"vm",
				"debian-minimal",
				"custom-script",
				"apt-sources",
			],
			{ cwd: folder, env: { ...environment, ELEMENTS_PATH: join(folder, "elements"), DIB_APT_SOURCES: sources } },
		);
		expect(built.code, built.stdout.slice(-3000) + built.stderr).toBe(0);
		await nothingStays(before);
		await boots("first.qcow2");
	});

	test("builds the same packages again with the network cut off, and boots", async () => {
		const sources = join(folder, "sources.list");
		const built = await runCommand(
			[
				...["unshare", "--net", process.execPath, program, "-a", "amd64", "-o", "second", "--offline"],
				...["--image-cache", join(folder, "cache"), "vm", "debian-minimal", "custom-script", "apt-sources"],
			],
			{ cwd: folder, env: { ...environment, ELEMENTS_PATH: join(folder, "elements"), DIB_APT_SOURCES: sources } },
		);
		expect(built.code, built.stdout.slice(-3000) + built.stderr).toBe(0);
		expect(packages("second")).toEqual(packages("first"));
		await boots("second.qcow2");
	});

	test("killed while it installs packages, it leaves nothing behind", async () => {
		const before = hostState(["/tmp", folder]);
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
			{ cwd: folder, env: { ...environment, TEST_MARKER: folder }, stdio: ["ignore", "pipe", "ignore"] },
		);
		const exited = once(cli, "exit");
		const unpacking = new Promise<void>((resolve) => {
			createInterface({ input: cli.stdout }).on("line", (line) => {
				if (/"task":"install\/01-package-installs".*Unpacking /.test(line)) resolve();
			});
		});
		await unpacking;
		const builder = [1, 2, 3].reduce((pid) => childrenOf(pid)[0] as number, cli.pid as number);
		process.kill(builder, "SIGKILL");
		expect((await exited)[0]).not.toBe(0);
		await until("all processes to end", 20_000, () => processesNaming(`TEST_MARKER=${folder}`).length === 0);
		await nothingStays(before, ["/tmp", folder]);
		expect(readdirSync(folder).filter((name) => name.startsWith("killed"))).toEqual([]);
	});

	test("builds for EFI after that, and boots under OVMF", async () => {
		const built = await runProgram(
			"disk-image-create",
			["-a", "amd64", "-o", "efi", "--image-cache", join(folder, "cache"), "vm", "block-device-efi", "debian-minimal"],
			{ cwd: folder, env: environment },
		);
		expect(built.code, built.stdout.slice(-3000) + built.stderr).toBe(0);
		const boot = await runProgram(
			"diskwright",
			["boot", join(folder, "efi.qcow2"), "--firmware", "efi", "--until", "login: ", "--timeout", "300"],
			{ env: environment },
		);
		expect(boot.code, boot.stdout.slice(-2000) + boot.stderr).toBe(0);
	});

	test("builds for GPT and boots; its events, replayed, give the same state and the same plain log", async () => {
		const built = await runProgram(
			"diskwright",
			[
				...["build", "vm", "debian-minimal", "--layout", "gpt", "-o", "gpt", "--release", "bookworm", "--yes"],
				...["--image-cache", join(folder, "cache"), "--progress", "plain"],
			],
			{ cwd: folder, env: environment },
		);
		expect(built.code, built.stdout.slice(-3000) + built.stderr).toBe(0);
		const replayed = await runProgram("diskwright", ["runs", "replay", "latest", "--progress", "plain"], {
			env: environment,
		});
		expect(replayed.code, replayed.stderr).toBe(0);
		expect(replayed.stdout).toBe(built.stdout);
		const id = /^build (\S+):/.exec(built.stdout)?.[1] ?? "";
		const events = readFileSync(join(folder, "state/diskwright/runs", id, "events.ndjson"), "utf8")
			.trimEnd()
			.split("\n")
			.map((line) => JSON.parse(line) as BuildEvent);
		const shown = await runProgram("diskwright", ["runs", "show", id, "--json"], { env: environment });
		const final = events.reduce(reduceBuild, initialState());
		expect(final).toMatchObject({ status: "ok", exitCode: 0 });
		expect(JSON.parse(shown.stdout).state).toEqual(JSON.parse(JSON.stringify(final)));
		await boots("gpt.qcow2");
	});
});
