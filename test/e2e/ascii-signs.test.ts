import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { openTerminal, programArgv, type Terminal, type TerminalOptions } from "../support/terminal/open-terminal.js";

const opened: Terminal[] = [];
afterEach(async () => {
	for (const terminal of opened.splice(0)) await terminal.close();
});

function start(args: readonly string[], options: TerminalOptions): Terminal {
	const terminal = openTerminal(programArgv("diskwright", ...args), options);
	opened.push(terminal);
	return terminal;
}

const written = (terminal: Terminal) => terminal.output.map(({ data }) => data).join("");
const ASCII = /^[\u0000-\u007f]*$/;

describe("in a locale that is not UTF-8 everything that is written is ASCII", () => {
	test.each([
		["doctor", ["doctor"]],
		["plan", ["plan", "debian-vm"]],
		["explore", ["explore", "--list"]],
		["an error", ["build", "debian-vmm"]],
	])("%s", async (_, args) => {
		const terminal = start(args, { env: { LC_ALL: "C" } });
		await terminal.exit(60_000);
		expect(written(terminal)).toMatch(ASCII);
	});

	test("home, help, the palette and the steps of an image", async () => {
		const terminal = start([], { env: { LANG: "C" } });
		await terminal.waitFor("debian-cloud");
		await terminal.press("?");
		await terminal.waitFor("all keys");
		await terminal.press("escape", "ctrl-p");
		await terminal.waitFor("Go to");
		await terminal.press("escape");
		await terminal.waitFor("- Start -");
		await terminal.press("enter");
		await terminal.waitFor("enter open the step");
		await terminal.press("3");
		await terminal.waitFor("step 3 of 7");
		await terminal.press("]", "]", "]", "]");
		await terminal.waitFor("Overview", 30_000);
		expect(terminal.text()).toContain("> 1 Overview");
		expect(written(terminal)).toMatch(ASCII);
	});
});

test("the preferences go before the locale", async () => {
	const ascii = start([], { env: { LANG: "C.UTF-8" } });
	const file = join(ascii.home, ".config/diskwright/preferences.json");
	await ascii.waitFor("debian-cloud");
	expect(written(ascii)).toContain("❯");
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, '{"signs": "ascii"}');
	const again = start([], { env: { LANG: "C.UTF-8" }, home: ascii.home });
	await again.waitFor("debian-cloud");
	expect(written(again)).toMatch(ASCII);
});
