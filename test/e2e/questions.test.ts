import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTerminal, programArgv, type Terminal } from "../support/terminal/open-terminal.js";

let home: string;
let terminal: Terminal;
beforeEach(() => {
	home = mkdtempSync("/var/tmp/questions-");
});
afterEach(async () => {
	await terminal.close();
	rmSync(home, { recursive: true, force: true });
});

test.each([
	["Ctrl-C", () => terminal.press("ctrl-c")],
	["Ctrl-D", () => terminal.press("ctrl-d")],
	["TERM", async () => terminal.kill("SIGTERM")],
])("%s at the question for a user is a cancel, and nothing was begun", async (_, end) => {
	const argv = programArgv("diskwright", "build", "debian-vm", "--progress", "plain", "--on-failure", "stop");
	terminal = openTerminal(argv, { cols: 100, rows: 30, home });
	await terminal.waitFor("Name of the user");
	await end();
	expect(await terminal.exit()).toBe(130);
	expect(terminal.text()).not.toMatch(/bug|Aborted|\.js:/);
	expect(readdirSync(home).filter((name) => name.startsWith("debian-vm"))).toEqual([]);
	expect(() => readdirSync(join(home, ".local/state/diskwright/runs"))).toThrow("ENOENT");
});
