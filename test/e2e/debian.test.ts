import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { initialState, reduceBuild } from "../../src/core/build-state.js";
import type { BuildEvent } from "../../src/core/events.js";
import { hostState } from "../support/host-state.js";
import { runCommand, runProgram } from "../support/run-program.js";

const program = join(import.meta.dirname, "../../dist/bin/disk-image-create.js");
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
		writeFileSync(sources, aptSources("bookworm"));
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
		expect(hostState()).toEqual(before);
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

	test("builds for EFI and boots under OVMF", async () => {
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

/** The host's own Debian sources in the one-line format, for a given release. */
function aptSources(release: string): string {
	const text = readFileSync("/etc/apt/sources.list.d/debian.sources", "utf8");
	const uris = [...text.matchAll(/^URIs: (\S+)/gm)].map((match) => match[1] as string);
	const [main = "", security = main] = uris;
	return [
		`deb ${main} ${release} main`,
		`deb ${main} ${release}-updates main`,
		`deb ${security} ${release}-security main`,
		"",
	].join("\n");
}
