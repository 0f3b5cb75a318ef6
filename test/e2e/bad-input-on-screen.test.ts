import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { until } from "../support/host-state.js";
import { runProgram } from "../support/run-program.js";
import { startLiveRun } from "../support/runs/start-live-run.js";
import type { Cell } from "../support/terminal/cells.js";
import { moveTo } from "../support/terminal/move-to.js";
import { openTerminal, programArgv, type Terminal, type TerminalOptions } from "../support/terminal/open-terminal.js";

/** Elements that come with the program. */
const SHIPPED = readdirSync(join(import.meta.dirname, "../../elements")).length;

let home: string;
const opened: Terminal[] = [];
beforeEach(() => {
	home = mkdtempSync("/var/tmp/bad-input-");
});
afterEach(async () => {
	for (const terminal of opened.splice(0)) await terminal.close();
	rmSync(home, { recursive: true, force: true });
});

function start(argv: readonly string[] = programArgv("diskwright"), options: TerminalOptions = {}): Terminal {
	const terminal = openTerminal(argv, { cols: 120, rows: 40, home, ...options });
	opened.push(terminal);
	return terminal;
}

/** A step of a new image, by its number. */
async function openStep(step: number, options: TerminalOptions = {}): Promise<Terminal> {
	const terminal = start(programArgv("diskwright"), options);
	await terminal.waitFor("❯ New image");
	await terminal.press("enter");
	await terminal.waitFor("❯ Release");
	await terminal.press("enter");
	await terminal.waitFor("step 1 of 7");
	for (let next = 2; next <= step; next += 1) {
		await terminal.press("]");
		await terminal.waitFor(`step ${next} of 7`);
	}
	return terminal;
}

function write(file: string, text: string): string {
	const path = join(home, file);
	mkdirSync(join(path, ".."), { recursive: true });
	writeFileSync(path, text);
	return path;
}
const PROFILES = ".config/diskwright/profiles";
const WEB = "version: 1\nname: web\ndistribution: debian\nrelease: bookworm\nelements: [vm, debian-minimal]\n";

/** Nothing hangs over an edge: what frames the screen stands in its columns. */
function expectFramed(cells: readonly (readonly Cell[])[]): void {
	for (const row of cells) {
		const text = row.map(({ char }) => char).join("");
		if (text.startsWith("│")) expect(row.at(-1)?.char, text).toMatch(/[│╮╯]/);
	}
}

async function expectRestored(terminal: Terminal, code = 0): Promise<void> {
	expect(await terminal.exit()).toBe(code);
	expect(terminal.isAlternate()).toBe(false);
	expect(terminal.cursorVisible()).toBe(true);
}

describe("folders and profiles", () => {
	test("a home that cannot be written: everything can be looked at, and saving says why it cannot be", async () => {
		const env = {
			HOME: "/proc/nowhere",
			XDG_CONFIG_HOME: undefined,
			XDG_STATE_HOME: undefined,
			XDG_CACHE_HOME: undefined,
		};
		const terminal = await openStep(3, { env });
		await terminal.waitFor("21 elements");
		await terminal.press("ctrl-s");
		await terminal.waitFor("Save as profile");
		await terminal.press("enter");
		await terminal.waitFor(/The folder \/proc\/nowhere.* cannot be used/);
		await terminal.press("escape");
		await terminal.waitFor("step 3 of 7");
		await terminal.press("T");
		await terminal.waitFor("theme:");
		await terminal.press("q");
		await expectRestored(terminal);
	});

	test("a damaged profile and one of a newer version are listed with the reason, and stay as they are", async () => {
		const damaged = write(`${PROFILES}/damaged.yaml`, "version: 1\nname: damaged\nelements: [vm\n");
		const newer = write(`${PROFILES}/newer.yaml`, "version: 99\nname: newer\nsomething: else\n");
		const terminal = start();
		await terminal.waitFor(/damaged[\s\S]*newer/);
		await terminal.press("down");
		await terminal.waitFor(/❯ \S damaged/);
		await terminal.waitFor(/not valid YAML[\s\S]*damaged\.yaml/);
		await terminal.press("b");
		await terminal.waitFor((text) => /not valid YAML/.test(text.trimEnd().split("\n").at(-1) ?? ""));
		await terminal.press("down");
		await terminal.waitFor(/❯ \S newer/);
		await terminal.waitFor("The profile is of format version 99;");
		await terminal.press("enter");
		await terminal.waitFor((text) => /version 99/.test(text.trimEnd().split("\n").at(-1) ?? ""));
		await terminal.press("q");
		await expectRestored(terminal);
		expect(readFileSync(damaged, "utf8")).toContain("elements: [vm\n");
		expect(readFileSync(newer, "utf8")).toContain("something: else");
	});

	test("a profile that another program has changed meanwhile is not overwritten without a question", async () => {
		const file = write(`${PROFILES}/web.yaml`, WEB);
		const terminal = start();
		await terminal.waitFor(/· web/);
		await moveTo(terminal, /❯ · web/);
		await terminal.press("enter");
		await terminal.waitFor("new image  from web");
		await terminal.press("enter");
		await terminal.waitFor(/❯ ● bookworm/);
		await terminal.press("up");
		await terminal.waitFor(/❯ ○ trixie/);
		await terminal.press("enter");
		await terminal.waitFor(/step 2 of 7/);
		writeFileSync(file, `${WEB}title: theirs\n`);
		await terminal.press("ctrl-s");
		await terminal.waitFor(/replaces \S+web\.yaml/);
		await terminal.press("enter");
		await terminal.waitFor(/The profile has changed[\s\S]*Save under another name[\s\S]*Overwrite it[\s\S]*Reload it/);
		await terminal.press("enter");
		await terminal.waitFor("Save as profile");
		await terminal.type("2");
		await terminal.waitFor(/new file \S+web2\.yaml/);
		await terminal.press("enter");
		await terminal.waitFor(/saved as \S+web2\.yaml/);
		expect(readFileSync(file, "utf8")).toContain("theirs");
		expect(readFileSync(join(home, PROFILES, "web2.yaml"), "utf8")).toContain("trixie");
	});

	test("an elements path that disappears while it is shown", async () => {
		write("mine/my-element/README.rst", "My element\n==========\n\nDoes little.\n");
		write("mine/my-element/install.d/50-mine", "#!/bin/sh\n");
		const terminal = await openStep(3, { env: { ELEMENTS_PATH: join(home, "mine") } });
		await terminal.waitFor(`─ ${SHIPPED + 1} ─`);
		renameSync(join(home, "mine"), join(home, "gone"));
		await terminal.press("/");
		await terminal.waitFor("enter keep");
		await terminal.type("my-element");
		await terminal.waitFor(/❯ \[ \] my-element/);
		await terminal.press("enter");
		await terminal.waitFor("space select");
		for (const _ of "12345") {
			await terminal.press("v");
			await terminal.waitFor(/my-element ─+/);
		}
		await terminal.press("space");
		await terminal.waitFor(/This cannot be built yet[\s\S]*ELEMENTS_PATH entry[\s\S]*not/);
		await terminal.press("escape");
		await terminal.waitFor(new RegExp(`─ (${SHIPPED}|${SHIPPED + 1}) ─`));
		await terminal.press("escape");
		await terminal.waitFor(/✖ Review and build +cannot be built yet/);
		expect(terminal.flicker()).toMatchObject({ scrolledLines: 0, clears: 0 });
	});
});

describe("the terminal", () => {
	test.each(["SIGHUP", "SIGTERM"] as const)("%s in the middle of the wizard ends the program", async (signal) => {
		const terminal = await openStep(3);
		terminal.kill(signal);
		expect(await terminal.exit()).toBe(130);
		expect(terminal.isAlternate()).toBe(false);
		expect(terminal.cursorVisible()).toBe(true);
	});

	test("a terminal that is taken away ends the program, also one that does not listen to SIGHUP", async () => {
		const script = 'trap "" HUP; exec "$@"';
		const terminal = start(["sh", "-c", script, "sh", ...programArgv("diskwright")]);
		await terminal.waitFor("❯ New image");
		terminal.hangUp();
		await until("the program to end", 10_000, () => !isAlive(terminal.pid));
	});

	test("Ctrl-Z stops it, and fg brings the same screen back", async () => {
		const terminal = start(["bash", "--norc", "--noprofile", "-i"], { env: { PS1: "prompt$ " } });
		await terminal.waitFor("prompt$");
		await terminal.type(`${programArgv("diskwright").join(" ")}\r`);
		await terminal.waitFor("❯ New image");
		await terminal.press("enter");
		await terminal.waitFor("❯ Release");
		await terminal.press("ctrl-z");
		await terminal.waitFor("Stopped");
		expect(terminal.isAlternate()).toBe(false);
		expect(terminal.cursorVisible()).toBe(true);
		await terminal.type("echo $((40 + 2))\r");
		await terminal.waitFor("\n42");
		await terminal.type("fg\r");
		await terminal.waitFor("❯ Release");
		expect(terminal.isAlternate()).toBe(true);
		await terminal.press("down");
		await terminal.waitFor("❯ Architecture");
		await terminal.press("q");
		await terminal.waitFor((text) => /fg\n.*\nprompt\$\s*$/.test(text));
		expect(terminal.isAlternate()).toBe(false);
		expect(terminal.cursorVisible()).toBe(true);
	});

	test("too small says so, and nothing is lost when it grows again", async () => {
		const terminal = await openStep(4);
		await terminal.waitFor("❯ user");
		await terminal.press("space");
		await terminal.waitFor("enter accept");
		await terminal.type("ada");
		await terminal.waitFor(/❯ user +ada/);
		await terminal.resize(59, 16);
		await terminal.waitFor("needs 60x16, have 59x16");
		await terminal.resize(60, 15);
		await terminal.waitFor("needs 60x16, have 60x15");
		await terminal.resize(60, 16);
		await terminal.waitFor(/❯ user +ada/);
		await terminal.resize(120, 40);
		await terminal.waitFor("enter accept");
		await terminal.type(" l\u007f\u007f");
		await terminal.press("enter");
		await terminal.waitFor("ada has neither key nor password");
	});

	test("NO_COLOR: no colour anywhere, and the cursor is still seen", async () => {
		const terminal = await openStep(3, { env: { NO_COLOR: "1" } });
		await terminal.waitFor(/❯ \[x\] debian-minimal/);
		const coloured = terminal
			.cells()
			.flat()
			.filter(({ foreground, background }) => foreground || background);
		expect(coloured).toEqual([]);
	});

	test("a screen reader gets words on the main screen", async () => {
		const terminal = start(programArgv("diskwright"), { env: { INK_SCREEN_READER: "true" } });
		await terminal.waitFor("New image");
		expect(terminal.isAlternate()).toBe(false);
		expect(terminal.text()).not.toMatch(/[╭│╰]/);
		await terminal.press("enter");
		await terminal.waitFor("Architecture");
		await terminal.press("q");
		await expectRestored(terminal);
	});

	test("none at all: start builds the default, and says so first; without it the usage is the answer", async () => {
		// The build is refused before it begins.
		const env = { PATH: process.env.PATH ?? "", HOME: home, TMPDIR: join(home, "no-such-folder") };
		const { code, stderr, stdout } = await runProgram("diskwright", ["start"], { cwd: home, env });
		const bare = await runProgram("diskwright", [], { cwd: home, env });
		expect(bare).toMatchObject({ code: 2, stdout: "" });
		expect(bare.stderr).toMatch(/^There is no terminal to show the screens in\.\n[\s\S]*Usage: diskwright/);
		expect(stderr).toMatch(/no terminal to show the screens in: building the profile debian-vm instead/);
		expect(stderr).toContain("diskwright build debian-vm --yes --progress plain");
		expect(stderr).toMatch(/no-such-folder/);
		expect(code, stdout).toBe(3);
		expect(readdirSync(home).filter((name) => name.startsWith("debian-vm"))).toEqual([]);
	});
});

describe("what is typed, pasted and read", () => {
	test("letters typed into a filter never act as keys, and a paste of lines is one line", async () => {
		const terminal = await openStep(3);
		await terminal.waitFor("21 elements");
		await terminal.press("/");
		await terminal.waitFor("enter keep");
		await terminal.type("qbxTds?]o1");
		await terminal.waitFor("/ qbxTds?]o1");
		expect(terminal.text()).toContain("step 3 of 7");
		await terminal.press("ctrl-u");
		await terminal.paste("sys\nctl\r\nq\n");
		await terminal.waitFor("/ sys ctl q");
		expect(terminal.text()).toContain("step 3 of 7");
		await terminal.press("escape");
		await terminal.waitFor(/❯ \[x\] debian-minimal/);
	});

	test("a paste outside of any field does nothing", async () => {
		const terminal = await openStep(3);
		await terminal.waitFor("21 elements");
		await terminal.paste("q\nx\n");
		await terminal.press("down");
		await terminal.waitFor(/❯ \[ \] ubuntu /);
		expect(terminal.text()).toContain("21 elements");
	});

	test("wide and combining characters and escape sequences in names and READMEs break nothing", async () => {
		const names = ["包管理-한국어-パッケージ", "cafe\u0301-e\u0301".repeat(6), "evil\u001b[2J\u001b[31mname"];
		for (const name of names) {
			write(
				`mine/${name}/README.rst`,
				"\u001b[2J\u001b[H包管理 \u009b2J cafe\u0301\n======\n\n\u001b]0;title\u0007text\n",
			);
			write(`mine/${name}/install.d/50-x`, "#!/bin/sh\n");
		}
		for (const [cols, rows] of [
			[80, 24],
			[120, 40],
			[200, 50],
		] as const) {
			const terminal = await openStep(3, { cols, rows, env: { ELEMENTS_PATH: join(home, "mine") } });
			await terminal.waitFor(`─ ${SHIPPED + 3} ─`);
			for (const name of ["包", "caf", "evil"]) {
				await terminal.press("/");
				await terminal.waitFor("enter keep");
				await terminal.press("ctrl-u");
				await terminal.type(name);
				await terminal.waitFor(`/ ${name}`);
				await terminal.waitFor(new RegExp(`❯ \\[ \\] ${name}`));
				await terminal.press("enter");
				await terminal.waitFor("space select");
				expectFramed(terminal.cells());
			}
			expect(terminal.flicker()).toMatchObject({ clears: 0, scrolledLines: 0 });
			expect(terminal.output.map(({ data }) => data).join("")).not.toMatch(/\u001b\]0;title/);
		}
	});
});

test("two screens before one paused build: the first decision counts, and the other screen says whose it was", async () => {
	const live = await startLiveRun(join(home, ".local/state/diskwright/runs"), "mended");
	try {
		const attach = () => start(programArgv("diskwright", "runs", "attach", live.id));
		const [first, second] = [attach(), attach()];
		for (const terminal of [first, second]) await terminal.waitFor("held for your decision", 30_000);
		await first.press("r");
		await second.waitFor(/\S+@\S+ decided: retry/);
		for (const terminal of [first, second]) await terminal.waitFor("enter for the result", 30_000);
		await second.press("K");
		expect(second.text()).toContain("enter for the result");
		// Who came by `runs attach` finds the rest of the program behind the build.
		await second.press("escape");
		await second.waitFor("Explore elements");
	} finally {
		await live.stop();
	}
});

function isAlive(pid: number): boolean {
	try {
		return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
	} catch {
		return false;
	}
}
