import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PHASES } from "../../../src/core/hooks/phases.js";
import { childrenOf, hostState, processesNaming, until } from "../../support/host-state.js";

const program = join(import.meta.dirname, "../../../dist/bin/disk-image-create.js");
const elements = join(import.meta.dirname, "../../fixtures/elements");
let folder: string;
let marker: string;

beforeAll(() => {
	folder = mkdtempSync("/var/tmp/kill-");
	marker = `TEST_MARKER=${folder}`;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Started {
	readonly cli: ChildProcess;
	readonly exited: Promise<number | null>;
	readonly lines: string[];
	/** What came on standard error until now. */
	readonly said: () => string;
}

function start(hangIn: string): Started {
	const cli = spawn(
		process.execPath,
		[program, "-n", "-o", join(folder, "image"), "-t", "raw", "--progress", "ndjson", "tiny-os", "hang"],
		{
			cwd: folder,
			stdio: ["ignore", "pipe", "pipe"],
			env: {
				...process.env,
				ELEMENTS_PATH: elements,
				TEST_HANG_IN: hangIn,
				TEST_MARKER: folder,
				DIB_JOURNAL_SIZE: "4",
				DIB_IMAGE_SIZE: "0.2",
				XDG_STATE_HOME: join(folder, "state"),
				HOME: folder,
				TMPDIR: folder,
			},
		},
	);
	const lines: string[] = [];
	createInterface({ input: cli.stdout as NodeJS.ReadableStream }).on("line", (line) => lines.push(line));
	let errors = "";
	cli.stderr?.setEncoding("utf8").on("data", (text: string) => {
		errors += text;
	});
	return {
		cli,
		lines,
		exited: new Promise((resolve) => cli.once("exit", (code) => resolve(code))),
		said: () => errors,
	};
}

async function startAndHang(phase: string): Promise<Started> {
	const started = start(phase);
	await until(`the hook of ${phase}`, 60_000, () => started.lines.some((line) => line.includes(`hanging in ${phase}`)));
	return started;
}

/** cli → unshare → init → builder */
function processes(cli: ChildProcess): { unshare: number; init: number; builder: number } {
	const [unshare] = childrenOf(cli.pid as number);
	const [init] = childrenOf(unshare as number);
	const [builder] = childrenOf(init as number);
	return { unshare: unshare as number, init: init as number, builder: builder as number };
}

async function nothingLeft(before: ReturnType<typeof hostState>): Promise<void> {
	await until("all processes to end", 20_000, () => processesNaming(marker).length === 0);
	expect(hostState([folder])).toEqual(before);
	expect(readdirSync(folder).filter((name) => name.startsWith("image"))).toEqual([]);
}

describe("kill -9 leaves nothing behind", () => {
	test.each(PHASES)("of the builder in %s", async (phase) => {
		const before = hostState([folder]);
		const { cli, exited } = await startAndHang(phase);
		process.kill(processes(cli).builder, "SIGKILL");
		expect(await exited).not.toBe(0);
		await nothingLeft(before);
	});

	test.each(["unshare", "init"] as const)("of %s", async (victim) => {
		const before = hostState([folder]);
		const { cli, exited, said } = await startAndHang("install");
		process.kill(processes(cli)[victim], "SIGKILL");
		expect(await exited).not.toBe(0);
		await until("the message", 5000, () => said().includes("ended without a word, as if it was killed"));
		await nothingLeft(before);
	});

	test.each(PHASES)("of the cli in %s", async (phase) => {
		const before = hostState([folder]);
		const { cli, exited } = await startAndHang(phase);
		cli.kill("SIGKILL");
		await exited;
		await nothingLeft(before);
	});

	test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s to the cli cancels with clean-up", async (signal) => {
		const before = hostState([folder]);
		const { cli, exited, lines } = await startAndHang("finalise");
		cli.kill(signal);
		expect(await exited).toBe(130);
		expect(lines.some((line) => line.includes('"outcome":"cancelled"'))).toBe(true);
		await nothingLeft(before);
	});

	test("and the next build succeeds", async () => {
		const { exited } = start("nowhere");
		expect(await exited).toBe(0);
		expect(readdirSync(folder)).toContain("image.raw");
	});
});
