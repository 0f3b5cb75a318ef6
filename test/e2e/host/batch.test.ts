import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hostState, nothingStays, processesNaming, until } from "../../support/host-state.js";
import { type Started, startProgram } from "../../support/start-program.js";
import { openTerminal, programArgv } from "../../support/terminal/open-terminal.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";

let shop: Workshop;
let marker: string;
let before: ReturnType<typeof hostState>;

const profile = (name: string, ...elements: string[]) =>
	shop.write(
		`${name}.yaml`,
		`version: 1\nelements: [${["tiny-os", ...elements].join(", ")}]\nskip-base: true\noutputs: [{format: tar}]\n`,
	);

beforeAll(() => {
	shop = openWorkshop();
	marker = `TEST_MARKER=${shop.folder}`;
	shop.element("broken/install.d/10-broken", "#!/bin/sh\necho going down\nexit 3\n");
	shop.element("sleeper/install.d/10-sleep", "#!/bin/sh\necho sleeping\nexec sleep 600\n");
	profile("image-a");
	profile("image-b");
	profile("image-broken", "broken");
	for (const name of ["image-s1", "image-s2", "image-s3"]) profile(name, "sleeper");
});
afterAll(() => shop.remove());
beforeEach(() => {
	before = hostState([shop.temporary, shop.folder]);
});

const state = (folder: string) => join(shop.folder, "state/diskwright", folder);
const runs = () => readdirSync(state("runs"));
const eventsOf = (run: string) => readFileSync(join(state("runs"), run, "events.ndjson"), "utf8");

function start(args: readonly string[]): Started {
	const bin = join(import.meta.dirname, "../../../dist/bin/diskwright.js");
	const env = { ...shop.env, TEST_MARKER: shop.folder };
	return startProgram([process.execPath, bin, ...args], { cwd: shop.folder, env });
}

/** Starts three builds that sleep, two at once; resolves when both sleep. */
async function sleepers(...flags: string[]): Promise<Started> {
	const known = new Set(runs());
	const files = ["./image-s1.yaml", "./image-s2.yaml", "./image-s3.yaml"];
	const started = start(["build", ...files, "--jobs", "2", "--progress", "plain", ...flags]);
	const sleeping = () => runs().filter((run) => !known.has(run) && /"sleeping"/.test(safely(() => eventsOf(run))));
	await until("two builds to sleep", 30_000, () => sleeping().length === 2);
	return started;
}

function safely(read: () => string): string {
	try {
		return read();
	} catch {
		return "";
	}
}

async function nothingLeft(): Promise<void> {
	await until("all processes to end", 20_000, () => processesNaming(marker).length === 0);
	await nothingStays(before, [shop.temporary, shop.folder]);
}

test("several profiles are built side by side, and one that fails takes no other along", async () => {
	const { code, stdout, stderr } = await shop.diskwright([
		...["build", "./image-a.yaml", "./image-broken.yaml", "./image-b.yaml", "--jobs", "2", "--progress", "plain"],
	]);
	expect(code, stdout + stderr).toBe(1);
	expect(shop.images().filter((name) => name.endsWith(".tar"))).toEqual(["image-a.tar", "image-b.tar"]);
	const own = stdout.split("\n").filter((line) => line.includes(" | "));
	expect(own.every((line) => /^image-(a|b|broken) +\| /.test(line))).toBe(true);
	expect(stdout).toMatch(/image-broken \| #\d+ \S+ going down/);
	expect(stdout).toMatch(/\nimage-broken +failed .*\n(.*\n)*2 of 3 images built, 1 failed\n$/);
	const members = runs().map((run) => JSON.parse(readFileSync(join(state("runs"), run, "batch.json"), "utf8")));
	expect(members.map(({ name }) => name).sort()).toEqual(["image-a", "image-b", "image-broken"]);
	expect(new Set(members.map(({ batch }) => batch))).toEqual(new Set(readdirSync(state("batches"))));
	await nothingLeft();
});

test("a build that is held lets another one begin in its place, and can be stopped", async () => {
	const files = ["./image-broken.yaml", "./image-a.yaml"];
	const { output, ended } = start(["build", ...files, "--jobs", "1", "--on-failure", "hold", "--progress", "plain"]);
	await until("the other build to end", 30_000, () => output().includes("image-a      | Build completed"));
	const [, held = ""] = /image-broken \| begins \((\S+)\)/.exec(output()) ?? [];
	expect(await shop.diskwright(["runs", "stop", held])).toMatchObject({ code: 0 });
	expect((await ended)[0], output()).toBe(1);
	expect(output()).toContain("1 of 2 images built, 1 failed");
	await nothingLeft();
});

test("a reader that leaves changes neither the builds nor their code; what has not changed since is not built again", async () => {
	const build = "./image-a.yaml ./image-b.yaml --layers --progress plain";
	const script = `set -o pipefail; "$NODE" "$BIN" build ${build} | head -1`;
	const bin = join(import.meta.dirname, "../../../dist/bin/diskwright.js");
	const { code, stdout, stderr } = await shop.run(["bash", "-c", script], { NODE: process.execPath, BIN: bin });
	expect(code, stderr).toBe(0);
	expect(stdout).toMatch(/^2 builds, \d+ at once/);
	const known = runs();
	const again = await shop.run(["bash", "-c", `"$NODE" "$BIN" build ${build}`], { NODE: process.execPath, BIN: bin });
	expect(again.code, again.stderr).toBe(0);
	expect(again.stdout).toMatch(/^image-a: Nothing has changed since .*\nimage-b: Nothing has changed since .*\n$/);
	expect(runs()).toEqual(known);
	await nothingLeft();
});

test("a batch on the screen is left, goes on, is found again there and as text, and ends from elsewhere", async () => {
	const { TMPDIR, HOME, XDG_STATE_HOME, XDG_CONFIG_HOME, ELEMENTS_PATH } = shop.env;
	const env = { TMPDIR, HOME, XDG_STATE_HOME, XDG_CONFIG_HOME, ELEMENTS_PATH, TEST_MARKER: shop.folder };
	const screen = (...args: string[]) =>
		openTerminal(programArgv("diskwright", ...args), { cols: 120, rows: 40, cwd: shop.folder, env });
	const files = ["./image-s1.yaml", "./image-s2.yaml", "./image-s3.yaml"];
	const first = screen("build", ...files, "--yes", "--jobs", "2");
	await first.waitFor((text) => text.match(/sleeping/g)?.length === 2, 30_000);
	await first.press("d");
	expect(await first.exit()).toBe(0);
	const id = /the batch (\S+) goes on: diskwright runs attach \1/.exec(first.text())?.[1] ?? "";
	await first.close();
	const text = start(["runs", "attach", id, "--progress", "plain"]);
	const second = screen("runs", "attach", id);
	await second.waitFor((text) => text.match(/sleeping/g)?.length === 2, 30_000);
	await second.press("down", "enter");
	await second.waitFor("Phases");
	await second.press("escape");
	await second.waitFor("Builds");
	const listed = (await shop.diskwright(["runs", "list"])).stdout;
	expect(listed.match(new RegExp(`running .*\\(${id}\\)`, "g"))).toHaveLength(2);
	expect(await shop.diskwright(["runs", "cancel", id])).toMatchObject({ code: 0, stdout: `${id}: cancelling\n` });
	await second.waitFor((shown) => shown.match(/■ image-s\d +cancelled/g)?.length === 2, 30_000);
	await second.press("q");
	await second.exit();
	await text.ended;
	for (const left of [second.text(), text.output()])
		expect(left).toContain("0 of 3 images built, 2 cancelled, 1 not begun");
	expect((await shop.diskwright(["runs", "show", id])).stdout).toMatch(/image-s3 +not begun\n/);
	expect((await shop.diskwright(["runs", "cancel", id])).stderr).toContain("is not running");
	await second.close();
	await nothingLeft();
});

describe("all builds end", () => {
	test("by a signal, with 130; those that have not begun do not begin", async () => {
		const { cli, output, ended } = await sleepers();
		cli.kill("SIGINT");
		expect((await ended)[0], output()).toBe(130);
		expect(output()).toMatch(/0 of 3 images built, 2 cancelled, 1 not begun\n$/);
		await nothingLeft();
	});

	test("with --fail-fast when one of them is killed, with the code of that one", async () => {
		const { output, ended } = await sleepers("--fail-fast");
		const [victim] = processesNaming(marker).filter((pid) =>
			readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("builder.js"),
		);
		process.kill(victim as number, "SIGKILL");
		expect((await ended)[0], output()).toBe(1);
		expect(output()).toContain("the builder ended without a word");
		expect(output()).toContain("cancelling (another build failed)");
		expect(output()).toMatch(/0 of 3 images built, 1 failed, 1 cancelled, 1 not begun\n$/);
		await nothingLeft();
	});

	test("when the program that began them is killed", async () => {
		const { cli, ended } = await sleepers();
		cli.kill("SIGKILL");
		await ended;
		await nothingLeft();
	});
});

describe("what cannot be is told before anything begins", () => {
	test.each([
		["-o", "image", "The builds image-a and image-b would both write"],
		["--arch", "amd64,mips", "image-a-mips, image-b-mips: The architecture 'mips'"],
	])("%s %s", async (flag, value, message) => {
		const known = runs();
		const answer = await shop.diskwright(["build", "./image-a.yaml", "./image-b.yaml", flag, value]);
		expect(answer).toMatchObject({ code: 2, stdout: "" });
		expect(answer.stderr).toContain(`error: ${message}`);
		expect(answer.stderr).toContain("→ ");
		expect(runs()).toEqual(known);
	});
});
