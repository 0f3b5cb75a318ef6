import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { openTerminal, programArgv, type Terminal } from "../support/terminal/open-terminal.js";

const opened: Terminal[] = [];
afterEach(async () => {
	for (const terminal of opened.splice(0)) await terminal.close();
});

function start(before = ""): Terminal {
	const terminal = openTerminal(programArgv("diskwright"), { cols: 100, rows: 30, before });
	opened.push(terminal);
	return terminal;
}

/** Milliseconds after the start: before Node runs, while the code is loaded, around the first frame, and behind it. */
const MOMENTS = [0, 20, 40, 60, 80, 100, 130, 160, 200, 250, 300, 400, 500, 700, 1000];

describe("keys of the first second", () => {
	test.each(MOMENTS)("a key after %d ms moves to the entry that is shown next, and leaves no trace", async (ms) => {
		const terminal = start();
		await delay(ms);
		await terminal.press("down");
		await terminal.waitFor(/❯ . debian-cloud/);
		expect(terminal.screen()[0]).toMatch(/^ ◆ diskwright {2}home +\d/);
		expect(terminal.screen()[1]).toMatch(/^╭─ Start/);
		expect(terminal.text()).not.toContain("[B");
	});

	test("several typed before the first frame are all heard, in their order", async () => {
		const terminal = start();
		await terminal.press("down", "down", "up", "enter");
		await terminal.waitFor("debian-cloud");
		await terminal.waitFor(/Release/);
		expect(terminal.screen()[0]).toMatch(/^ ◆ diskwright {2}/);
	});

	test("ctrl+c while the code is loaded ends the program", async () => {
		const terminal = start();
		await delay(150);
		await terminal.press("ctrl-c");
		expect([0, 130]).toContain(await terminal.exit());
		expect(terminal.isAlternate()).toBe(false);
	});
});

test.each([
	["in the middle of a row", "a prompt without end $ "],
	["in the last row", `${"\r\n".repeat(60)}a prompt without end $ `],
])("the first frame begins at the top and scrolls nothing, with the cursor %s before", async (_, text) => {
	const terminal = start(text);
	await terminal.waitFor("debian-cloud");
	expect(terminal.screen()[0]).toMatch(/^ ◆ diskwright {2}home/);
	expect(terminal.flicker().scrolledLines).toBe(0);
});
