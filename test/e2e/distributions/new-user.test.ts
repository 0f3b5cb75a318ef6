import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Plan } from "../../../src/core/planning/plan.js";
import { hostState, nothingStays, until } from "../../support/host-state.js";
import { runProgram } from "../../support/run-program.js";
import { moveTo } from "../../support/terminal/move-to.js";
import { openTerminal, programArgv, type Terminal } from "../../support/terminal/open-terminal.js";

const BUILD_MS = 800_000;
const BOOT_MS = 400_000;
const KEY = `ssh-ed25519 ${"AAAAC3NzaC1lZDI1NTE5AAAA".padEnd(68, "B")} ada@example`;

/** One user's machine, empty at the beginning. */
let home: string;
let before: ReturnType<typeof hostState>;
let terminal: Terminal;
beforeAll(() => {
	home = mkdtempSync("/var/tmp/new-user-");
	before = hostState([]);
});
afterEach(() => terminal.close());
afterAll(async () => {
	// A test that failed may have left its build running.
	await diskwright("runs", "cancel");
	await until("the end of the build", 60_000, () => runs().every((run) => eventsOf(run).includes("build.finished")));
	rmSync(home, { recursive: true, force: true });
});

const RUNS = ".local/state/diskwright/runs";
const runs = (): string[] => (existsSync(join(home, RUNS)) ? readdirSync(join(home, RUNS)).sort() : []);
/** What a run has told so far: nothing, until its builder has begun. */
const eventsOf = (run: string): string => {
	const file = join(home, RUNS, run, "events.ndjson");
	return existsSync(file) ? readFileSync(file, "utf8") : "";
};

function open(argv = programArgv("diskwright")): Terminal {
	terminal = openTerminal(argv, { cols: 120, rows: 40, home, env: ENVIRONMENT, before: "the shell before\r\n" });
	return terminal;
}

/** Nothing of the terminal is part of a plan, but for what it sets in the environment. */
const ENVIRONMENT = { TERM: "xterm-256color", COLORTERM: "truecolor", TZ: "UTC", LANG: "C.UTF-8", SHELL: "/bin/bash" };

function diskwright(...args: string[]) {
	const folders = { XDG_CONFIG_HOME: ".config", XDG_STATE_HOME: ".local/state", XDG_CACHE_HOME: ".cache" };
	const own = Object.entries({ ...folders, XDG_DATA_HOME: ".local/share" }).map(([name, path]) => [
		name,
		join(home, path),
	]);
	const env = { PATH: process.env.PATH, PWD: home, HOME: home, ...ENVIRONMENT, ...Object.fromEntries(own) };
	return runProgram("diskwright", args, { cwd: home, env });
}

/** The main screen is there again as it was, and the cursor with it. */
async function expectRestored(): Promise<void> {
	expect(await terminal.exit()).toBe(0);
	expect(terminal.isAlternate()).toBe(false);
	expect(terminal.cursorVisible()).toBe(true);
	expect(terminal.emulator.bracketedPaste()).toBe(false);
	expect(terminal.text()).toContain("the shell before");
}

/**
 * What a plan says about the image: not under which name and with which words it was asked for, nor that a screen waits for
 * a decision where a script stops.
 */
function ofTheImage({ profile: _, environment, settings: { onFailure: __, ...settings }, ...plan }: Plan) {
	return { ...plan, settings, environment: environment.filter(({ name }) => !OF_THE_WORDS.includes(name)) };
}
/** The words of the command line, and the list of variables that has them in it. */
const OF_THE_WORDS = ["DIB_ARGS", "DIB_ENV"];
const planOf = (run: string): Plan => JSON.parse(readFileSync(join(home, RUNS, run, "plan.json"), "utf8"));

test("npm start shows the first screen, and leaving it restores the terminal", async () => {
	open(["npm", "--prefix", join(import.meta.dirname, "../../.."), "start"]);
	await terminal.waitFor("New image", 30_000);
	expect(terminal.isAlternate()).toBe(true);
	await terminal.press("q");
	await expectRestored();
});

test("a new user goes through every step to an image that boots, and saves what it was made of", async () => {
	open();
	await terminal.waitFor(/❯ New image +starts from debian-vm/);
	await terminal.press("enter");
	await terminal.waitFor(/❯ Release +debian bookworm/);
	await terminal.press("enter");
	await terminal.waitFor("step 1 of 7");
	await terminal.waitFor(/❯ ● bookworm/);
	await terminal.press("enter");
	await terminal.waitFor(/step 2 of 7[\s\S]*❯ ● amd64 +native/);
	await terminal.press("enter");

	await terminal.waitFor(/step 3 of 7[\s\S]*21 elements/);
	await terminal.press("/");
	await terminal.waitFor("enter keep");
	await terminal.type("sysctl");
	await terminal.waitFor(/❯ \[ \] sysctl/);
	await terminal.press("enter");
	await terminal.waitFor("space select");
	await terminal.press("space");
	await terminal.waitFor(/❯ \[x\] sysctl/);
	await terminal.waitFor("22 elements");
	await terminal.press("enter");

	await terminal.waitFor(/step 4 of 7[\s\S]*Nobody can log in: there is no user/);
	await terminal.press("space");
	await terminal.waitFor("enter accept");
	await terminal.type("ada");
	await terminal.press("enter");
	await terminal.waitFor("ada has neither key nor password");
	await terminal.press("down", "space");
	await terminal.waitFor("enter accept");
	await terminal.paste(`${KEY}\n`);
	await terminal.press("enter");
	await terminal.waitFor("✔ ada can log in with an ssh key");
	await terminal.press("enter");

	await terminal.waitFor(/step 5 of 7[\s\S]*● ✔ http\S+ +host's own, \d+ ms/, 30_000);
	await terminal.press("enter");

	await terminal.waitFor(/step 6 of 7[\s\S]*root \(boot\)/);
	await moveTo(terminal, /❯ Image name +debian-vm/);
	await terminal.press("space");
	await terminal.waitFor("enter accept");
	await terminal.press("ctrl-u");
	await terminal.type("web");
	await terminal.press("enter");
	await terminal.waitFor(/❯ Image name +web/);
	await terminal.press("enter");

	await terminal.waitFor(/step 7 of 7[\s\S]*ada can log in with an ssh key[\s\S]*time +not known/);
	await terminal.waitFor(/outputs +web\.qcow2/);
	await terminal.press("enter");
	await terminal.waitFor(/build › web/, 30_000);
	await terminal.waitFor(/✔ built in .* enter for the result|held for your decision/, BUILD_MS);
	await terminal.press("enter");
	await terminal.waitFor(/result {2}web[\s\S]*web\.qcow2/);

	await terminal.press("t");
	await terminal.waitFor("Boot test");
	await terminal.waitFor(/login:/, BOOT_MS);
	await terminal.waitFor("✔ booted");

	await terminal.press("ctrl-s");
	await terminal.waitFor("Save as profile");
	await terminal.press("ctrl-u");
	await terminal.type("web");
	await terminal.waitFor(/new file \S+web\.yaml[\s\S]*ssh-key: ssh-ed25519/);
	await terminal.press("enter");
	await terminal.waitFor(/saved as \S+web\.yaml/);
	await terminal.press("q");
	await expectRestored();
	expect(terminal.text()).toMatch(/Build completed successfully after \S+\n +\S+web\.qcow2 +qcow2 +\d+ MiB/);
	await nothingStays(before, []);
});

test("the saved profile is rerun with one key, and cancelled with clean-up", async () => {
	open();
	await terminal.waitFor(/[✔·] web/);
	await terminal.waitFor("enter open");
	await moveTo(terminal, /❯ [✔·] web/);
	await terminal.press("b");
	await terminal.waitFor(/build › web[\s\S]*08-debootstrap/, 60_000);
	await terminal.press("ctrl-c");
	await terminal.waitFor("Once more to cancel");
	await terminal.press("ctrl-c");
	await terminal.waitFor(/cancelled after/, 60_000);
	await terminal.press("q");
	await expectRestored();
	expect(terminal.text()).toContain("Build cancelled after");
	const [first = "", second = ""] = runs();
	expect(ofTheImage(planOf(second))).toEqual(ofTheImage(planOf(first)));
	await nothingStays(before, []);
});

test("the same profile gives the same plan to a script, and a build of it in the background", async () => {
	const [first = ""] = runs();
	const planned = await diskwright("plan", "web", "--json");
	expect(planned.code, planned.stderr).toBe(0);
	expect(ofTheImage(JSON.parse(planned.stdout))).toEqual(ofTheImage(planOf(first)));
	// What comes of this plan is known: it was built above.
	const begun = await diskwright("build", "web", "--yes", "--detach");
	expect(begun.code, begun.stdout + begun.stderr).toBe(0);
	const third = runs().at(-1) as string;
	await until("its first task", 120_000, () => eventsOf(third).includes("08-debootstrap"));
	expect((await diskwright("runs", "cancel", third)).code).toBe(0);
	expect(ofTheImage(planOf(third))).toEqual(ofTheImage(planOf(first)));
	await until("the end of the build", 60_000, () => eventsOf(third).includes("build.finished"));
	await nothingStays(before, []);
});
