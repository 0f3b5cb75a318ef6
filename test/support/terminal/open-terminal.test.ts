import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { openTerminal, programArgv, type Terminal, type TerminalOptions } from "./open-terminal.js";

const ROOT = join(import.meta.dirname, "../../..");
const FIXTURE = join(import.meta.dirname, "../../fixtures/terminal/list-and-log.program.ts");

let terminal: Terminal;
afterEach(() => terminal.close());

const openFixture = (options: TerminalOptions = {}) => {
	terminal = openTerminal([process.execPath, "--import", import.meta.resolve("tsx"), FIXTURE], {
		cwd: ROOT,
		...options,
	});
	return terminal;
};
const sh = (script: string, options: TerminalOptions = {}) => {
	terminal = openTerminal(["sh", "-c", script], options);
	return terminal;
};

describe("a program in a terminal", () => {
	test("is heard to its last word, also when the terminal is closed before anybody had the time to read it", async () => {
		sh("printf first; sleep 0.2; printf last; exec sleep 60");
		await terminal.waitFor("first");
		const end = Date.now() + 500;
		while (Date.now() < end) {
			// This process is kept from reading.
		}
		terminal.hangUp();
		await terminal.emulator.settled();
		expect(terminal.text()).toContain("last");
	});

	test("is driven by keys, text, pastes and resizes, and leaves the terminal as it was", async () => {
		openFixture({ cols: 80, rows: 20, env: { CI: undefined } });
		await terminal.waitFor("list and log 80x20");
		expect(terminal.isAlternate()).toBe(true);
		expect(terminal.cursorVisible()).toBe(false);
		await terminal.press("down", "down");
		await terminal.waitFor("❯ pre-install");
		await terminal.type("vm");
		await terminal.paste("one\ntwo");
		await terminal.waitFor(/vmone⏎two/);
		await terminal.resize(120, 40);
		await terminal.waitFor("list and log 120x40");
		expect(terminal.cellOf("◆ list")).toMatchObject({ foreground: "#7dcfff", bold: true });
		const { scrolledLines, scrollbackClears } = terminal.flicker();
		expect({ scrolledLines, scrollbackClears }).toEqual({ scrolledLines: 0, scrollbackClears: 0 });
		await terminal.press("ctrl-c");
		expect(await terminal.exit()).toBe(0);
		expect(terminal.isAlternate()).toBe(false);
		expect(terminal.cursorVisible()).toBe(true);
		expect(terminal.text()).toContain(`CI=undefined TZ=UTC HOME=${terminal.home} the end`);
	});

	test("gives its exit code, or its signal", async () => {
		expect(await sh("exit 7").exit()).toBe(7);
		await terminal.close();
		sh("echo ready; sleep 60");
		await terminal.waitFor("ready");
		terminal.kill("SIGTERM");
		expect(await terminal.exit()).toBe(143);
	});

	test("what did not appear is told with the screen", async () => {
		sh("echo some text; sleep 60");
		await terminal.waitFor("some text");
		await expect(terminal.waitFor(/other/, 100)).rejects.toThrow(
			/\/other\/ did not appear within 100 ms\nThe screen:\n─+\nsome text/,
		);
		await expect(terminal.exit(50)).rejects.toThrow(/did not end within 50 ms\nThe screen:\n─+\nsome text/);
		expect(() => terminal.cellOf("other")).toThrow(/some text/);
		await terminal.close();
		sh("exit 3");
		await expect(terminal.waitFor("other")).rejects.toThrow("the program ended with 3");
	});

	test("counts clears and lines scrolled off the alternate screen", async () => {
		const script = String.raw`printf '\033[?1049h\033[2J\033[3J\033[1;1H\033[J'; seq 12; echo done; sleep 60`;
		sh(script, { rows: 10 });
		await terminal.waitFor("done");
		expect(terminal.flicker()).toEqual({ clears: 2, scrollbackClears: 1, scrolledLines: 4 });
	});

	test("ends with its window, and its home goes with it", async () => {
		sh("trap : HUP; echo ready; sleep 60; sleep 60");
		await terminal.waitFor("ready");
		expect(existsSync(terminal.home)).toBe(true);
		await terminal.close();
		expect(existsSync(terminal.home)).toBe(false);
		expect(() => process.kill(terminal.pid, 0)).toThrow();
	});

	test("is the built diskwright", async () => {
		terminal = openTerminal(programArgv("diskwright", "--version"), { before: "$ diskwright --version\r\n" });
		await terminal.waitFor(/\$ diskwright --version\n\d+\.\d+\.\d+/);
		expect(await terminal.exit()).toBe(0);
	});
});
