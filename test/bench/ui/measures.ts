import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type LiveShape, startLiveRun } from "../../support/runs/start-live-run.js";
import { openTerminal, type Terminal, type TerminalOptions } from "../../support/terminal/open-terminal.js";
import { keyToFrame, moveDownAndUp } from "./key-to-frame.js";
import { cpuSeconds, residentMiB } from "./process-usage.js";
import { type Screens, selectedRow, showsLine } from "./screens.js";
import { median, percentile } from "./statistics.js";

const LOAD = 5000;
const MILLION = 1_000_000;

/** Milliseconds from the start of the process to the first frame: the median of ten starts. */
export async function firstFrame({ home }: Screens): Promise<number> {
	const times: number[] = [];
	for (let count = 0; count < 10; count += 1) times.push(await timeTo(home(), {}, () => true));
	return median(times);
}

/** Milliseconds from a key to its frame while a build logs 5,000 lines a second. */
export function keysUnderLoad(screens: Screens, cols: number, rows: number): Promise<{ p50: number; p95: number }> {
	return withBuild(screens, { rate: LOAD, seconds: 120 }, { cols, rows }, async (terminal) => {
		const times = await moveDownAndUp(terminal, selectedRow, 100);
		return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) };
	});
}

/** Share of one core, in percent, under 5,000 lines a second at 200x50. */
export function cpuUnderLoad(screens: Screens): Promise<number> {
	return withBuild(screens, { rate: LOAD, seconds: 120 }, { cols: 200, rows: 50 }, async ({ pid }) => {
		await delay(2000);
		const [start, used] = [performance.now(), cpuSeconds(pid)];
		await delay(15_000);
		return (100 * (cpuSeconds(pid) - used)) / ((performance.now() - start) / 1000);
	});
}

/** MiB: the most while 1,000,000 lines go by, and how much more it is after them than after 200,000. */
export function memoryOverMillion(screens: Screens): Promise<{ most: number; growth: number }> {
	const seconds = 50;
	return withBuild(screens, { rate: MILLION / seconds, seconds }, { cols: 200, rows: 50 }, async ({ pid }) => {
		const samples: number[] = [];
		for (let tick = 0; tick < seconds * 2; tick += 1) {
			await delay(500);
			samples.push(residentMiB(pid));
		}
		const part = samples.length / 10;
		const growth = median(samples.slice(-part)) - median(samples.slice(part * 2, part * 3));
		return { most: Math.max(...samples), growth };
	});
}

/** Milliseconds from the start of the process until a build of 1,000,000 lines is shown with its last one. */
export async function attachToMillion({ build }: Screens): Promise<number> {
	const home = mkdtempSync(join(tmpdir(), "bench-ui-"));
	const live = await startLiveRun(runsFolder(home), { already: MILLION, rate: 0, seconds: 600 });
	try {
		const options = { home, cols: 200, rows: 50 };
		const times: number[] = [];
		for (let count = 0; count < 5; count += 1)
			times.push(await timeTo(build(live.id), options, (text) => showsLine(text, MILLION)));
		return median(times);
	} finally {
		await live.stop();
		rmSync(home, { recursive: true, force: true });
	}
}

/** Milliseconds from a key of the filter to its frame, with so many elements in the catalogue. */
export async function filterKey(screens: Screens, elements: number): Promise<number> {
	const folder = mkdtempSync(join(tmpdir(), "bench-ui-"));
	for (let index = 0; index < elements; index += 1) {
		const element = join(folder, `element-of-kind-${index % 40}-number-${index}`);
		mkdirSync(join(element, "install.d"), { recursive: true });
		writeFileSync(join(element, "README.rst"), `An element\n==========\nNumber ${index} of the bench.\n`);
		writeFileSync(join(element, "install.d/10-hook"), "#!/bin/sh\nset -eu\n", { mode: 0o755 });
	}
	const terminal = openTerminal(screens.elements(), { cols: 120, rows: 40, env: { ELEMENTS_PATH: folder } });
	try {
		await screenOpens(terminal, (text) => text.includes("/ filter"));
		await terminal.press("/");
		const times: number[] = [];
		// Never next to each other in a name, so that only the filter itself can show them.
		for (const query of ["ekn1", "mnb3", "eon7"]) {
			for (let end = 1; end <= query.length; end += 1) {
				const typed = query.slice(0, end);
				const ms = await keyToFrame(terminal, typed.slice(-1), (text) => text.includes(typed));
				// A single letter stands on the screen anyway.
				if (end > 1) times.push(ms);
				await delay(120);
			}
			for (const _ of query) await terminal.press("backspace");
			await terminal.waitFor((text) => !text.includes(query.slice(0, 2)));
		}
		return median(times);
	} finally {
		await terminal.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Runs a build that is only played and a terminal attached to it; both end with the measurement. */
async function withBuild<T>(
	{ build }: Screens,
	shape: LiveShape,
	size: { cols: number; rows: number },
	measure: (terminal: Terminal) => Promise<T>,
): Promise<T> {
	const home = mkdtempSync(join(tmpdir(), "bench-ui-"));
	const live = await startLiveRun(runsFolder(home), shape);
	const terminal = openTerminal(build(live.id), { home, ...size });
	try {
		await screenOpens(terminal, (text) => /line \d+/.test(text));
		return await measure(terminal);
	} finally {
		await terminal.close();
		await live.stop();
		rmSync(home, { recursive: true, force: true });
	}
}

async function timeTo(argv: readonly string[], options: TerminalOptions, isShown: (text: string) => boolean) {
	const start = performance.now();
	const terminal = openTerminal(argv, options);
	try {
		await screenOpens(terminal, isShown);
		return performance.now() - start;
	} finally {
		await terminal.close();
	}
}

/** A screen, not lines of text: what stands on the alternate one. */
async function screenOpens(terminal: Terminal, isShown: (text: string) => boolean): Promise<void> {
	const theScreen = (text: string) => terminal.isAlternate() && text.trim() !== "" && isShown(text);
	await terminal.waitFor(theScreen, 20_000);
}

const runsFolder = (home: string) => join(home, ".local/state/diskwright/runs");
