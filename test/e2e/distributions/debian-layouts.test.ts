import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { initialState, reduceBuild } from "../../../src/core/build-state.js";
import type { BuildEvent } from "../../../src/core/events.js";
import { openDebianFolder } from "../../support/debian-folder.js";
import { runProgram } from "../../support/run-program.js";

const debian = openDebianFolder();
const { folder, env } = debian;
const cache = join(folder, "cache");
afterAll(() => debian.remove());

describe("vm debian-minimal on other partition tables", () => {
	test("builds for EFI and boots under OVMF", async () => {
		await debian.create("efi", ["--image-cache", cache, "vm", "block-device-efi", "debian-minimal"]);
		await debian.boots("efi", ["--firmware", "efi"]);
	});

	test("builds for GPT and boots; its events, replayed, give the same state and the same plain log", async () => {
		const built = await runProgram(
			"diskwright",
			[
				...["build", "vm", "debian-minimal", "--layout", "gpt", "-o", "gpt", "--release", "bookworm", "--yes"],
				...["--image-cache", cache, "--progress", "plain"],
			],
			{ cwd: folder, env },
		);
		expect(built.code, built.stdout.slice(-3000) + built.stderr).toBe(0);
		const replayed = await runProgram("diskwright", ["runs", "replay", "latest", "--progress", "plain"], {
			env,
		});
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
		await debian.boots("gpt");
	});
});
