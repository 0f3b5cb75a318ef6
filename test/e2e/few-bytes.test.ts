import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { processesNaming, until } from "../support/host-state.js";
import { startLiveRun } from "../support/runs/start-live-run.js";
import { openTerminal, programArgv, type Terminal } from "../support/terminal/open-terminal.js";
import { openTmux } from "../support/terminal/open-tmux.js";
import { openWorkshop } from "../support/tiny-build.js";

const SIZES = [
	[60, 16],
	[80, 24],
	[120, 40],
	[200, 50],
] as const;
/** What docs/architecture.md promises: bytes in any second however much is printed, and of a build that prints nothing. */
const MOST = 100_000;
const MOST_WHEN_QUIET = 12_000;
/** The ticker's, and room for a key and for what came late. */
const MOST_FRAMES = 12;
const PATIENCE = 40_000;

let home: string;
const open: Terminal[] = [];
beforeEach(() => {
	home = mkdtempSync("/var/tmp/few-bytes-");
});
afterEach(async () => {
	for (const terminal of open.splice(0)) await terminal.close();
	rmSync(home, { recursive: true, force: true });
});

const runs = () => join(home, ".local/state/diskwright/runs");
/** The last frame stands: the footer comes a moment after the rest. */
const isOver = (text: string) => /enter for the result[\s\S]*enter result/.test(text);
const shown = (terminal: Terminal) => terminal.text().replaceAll(/ +$/gm, "");
const keep = <T extends Terminal>(terminal: T): T => {
	open.push(terminal);
	return terminal;
};

/** The most bytes, or marks among them, that were written within a second. */
function mostInASecond(output: Terminal["output"], count = (data: string) => Buffer.byteLength(data)): number {
	let most = 0;
	let sum = 0;
	let first = 0;
	for (const { at, data } of output) {
		sum += count(data);
		while (at - (output[first]?.at ?? at) > 1000) {
			sum -= count(output[first]?.data ?? "");
			first += 1;
		}
		most = Math.max(most, sum);
	}
	return most;
}

const frames = (data: string) => data.split("\u001b[?2026h").length - 1;

describe.each(SIZES)("a build at %dx%d, in tmux and without it", (cols, rows) => {
	const attach = (id: string) => programArgv("diskwright", "runs", "attach", id, "--progress", "tui");

	test("that prints 5,000 lines a second is drawn in few bytes, clears nothing, and its last frame is right", async () => {
		const live = await startLiveRun(runs(), { rate: 5000, seconds: 4, brief: true });
		const [plain, tmux] = [openTerminal, openTmux].map((start) =>
			keep(start(attach(live.id), { home, cols, rows })),
		) as [Terminal, Terminal];
		for (const terminal of [plain, tmux]) {
			await terminal.waitFor(/\d lines/, PATIENCE);
			const before = { ...terminal.flicker(), at: terminal.output.length };
			await terminal.waitFor(isOver, PATIENCE);
			const { at, ...flicker } = before;
			expect(terminal.flicker()).toEqual(flicker);
			expect(mostInASecond(terminal.output.slice(at))).toBeLessThan(MOST);
		}
		// A machine that is busy otherwise draws less often, but does draw.
		const drawn = mostInASecond(plain.output, frames);
		expect(drawn).toBeGreaterThanOrEqual(2);
		expect(drawn).toBeLessThanOrEqual(MOST_FRAMES);
		const anew = keep(openTerminal(attach(live.id), { home, cols, rows }));
		await anew.waitFor(isOver, PATIENCE);
		expect(shown(plain)).toBe(shown(anew));
		expect(shown(tmux)).toBe(shown(anew));
		for (const terminal of [plain, tmux]) {
			await terminal.press("q");
			await terminal.exit();
		}
		// Leaving may clear the screen that goes away; tmux itself clears when it comes up.
		expect(plain.flicker().clears).toBeLessThanOrEqual(1);
		expect(tmux.flicker().clears).toBeLessThanOrEqual(2);
		await live.stop();
	});
});

test("a build that prints nothing is drawn in hardly any bytes", async () => {
	const live = await startLiveRun(runs(), { already: 500, rate: 0, seconds: 60 });
	for (const [cols, rows] of SIZES) {
		const argv = programArgv("diskwright", "runs", "attach", live.id, "--progress", "tui");
		const terminal = keep(openTerminal(argv, { home, cols, rows }));
		await terminal.waitFor(/\d lines/, PATIENCE);
		const seen = new Set<string>();
		const clockMoves = (times: number) =>
			terminal.waitFor((text) => seen.add(/elapsed (\S+)/.exec(text)?.[1] ?? "").size > times, PATIENCE);
		// The first frames of all are not what a quiet build costs.
		await clockMoves(2);
		const from = terminal.output.length;
		await clockMoves(5);
		const quiet = mostInASecond(terminal.output.slice(from));
		expect(quiet).toBeGreaterThan(0);
		expect(quiet).toBeLessThan(MOST_WHEN_QUIET);
		await terminal.close();
	}
	await live.stop();
});

test("a real build in tmux clears nothing, is left and found again, and ends with its result", async () => {
	const workshop = openWorkshop();
	try {
		workshop.element(
			"mine/install.d/10-mine",
			`#!/bin/bash\nfor part in 1 2 3 4 5 6; do seq -f 'line %.0f' $(((part - 1) * 10000 + 1)) $((part * 10000)); sleep 0.5; done\n`,
		);
		const { HOME, XDG_STATE_HOME, XDG_CONFIG_HOME, ELEMENTS_PATH, DIB_JOURNAL_SIZE } = workshop.env;
		const env = { HOME, XDG_STATE_HOME, XDG_CONFIG_HOME, ELEMENTS_PATH, DIB_JOURNAL_SIZE };
		const options = { cols: 80, rows: 24, cwd: workshop.folder, env };
		const first = keep(openTmux([...workshop.buildArgv(["mine"]), "--yes", "--progress", "tui"], options));
		await first.waitFor(/line \d+/, PATIENCE);
		// Before it is left: then tmux itself clears, and what stays below is written.
		const flicker = [first.flicker()];
		await first.press("d");
		await first.exit();
		const again = keep(openTmux(programArgv("diskwright", "runs", "attach", "--progress", "tui"), options));
		await again.waitFor(isOver, PATIENCE);
		await again.press("enter");
		await again.waitFor("image.raw", PATIENCE);
		flicker.push(again.flicker());
		for (const [index, { output }] of [first, again].entries()) {
			const drawn = output.map(({ data }) => JSON.stringify(data)).join("\n");
			expect(flicker[index], drawn).toMatchObject({ scrollbackClears: 0, scrolledLines: 0 });
			expect(flicker[index]?.clears).toBeLessThanOrEqual(1);
			expect(mostInASecond(output)).toBeLessThan(MOST);
		}
		await again.press("q");
		await again.exit();
		await until("the end of the builder", PATIENCE, () => processesNaming(workshop.folder).length === 0);
	} finally {
		for (const terminal of open.splice(0)) await terminal.close();
		workshop.remove();
	}
});

test("many resizes of tmux's terminal in a row, while lines pour in, leave the frame of the last size", async () => {
	const live = await startLiveRun(runs(), { rate: 2000, seconds: 4, brief: true });
	const attach = programArgv("diskwright", "runs", "attach", live.id, "--progress", "tui");
	const terminal = keep(openTmux(attach, { home, cols: 120, rows: 40 }));
	await terminal.waitFor(/\d lines/, PATIENCE);
	for (let round = 0; round < 10; round += 1) {
		for (const [cols, rows] of SIZES) await terminal.resize(cols + round, rows);
	}
	await terminal.resize(100, 30);
	await terminal.waitFor(isOver, PATIENCE);
	const anew = keep(openTerminal(attach, { home, cols: 100, rows: 30 }));
	await anew.waitFor(isOver, PATIENCE);
	await terminal.waitFor(() => shown(terminal) === shown(anew));
	await live.stop();
});
