import { afterEach, describe, expect, test, vi } from "vitest";
import type { BatchBuild, BatchEvent } from "../../../src/core/batch/batch-events.js";
import { initialBatch, reduceBatch } from "../../../src/core/batch/batch-state.js";
import type { BuildEvent, EventBody } from "../../../src/core/run/events.js";
import { fakeFeed, fakeServices } from "../../support/fake-services.js";
import { NASTY, type OpenedApp, openApp, SIZES } from "../../support/open-app.js";
import type { InkScreenOptions } from "../../support/terminal/ink-screen.js";

let app: OpenedApp;
afterEach(() => app.unmount());

const build = (name: string, more: Partial<BatchBuild> = {}): BatchBuild => ({
	...{ name, image: name, outputs: [`${name}.qcow2`], architecture: "amd64", warnings: 0 },
	...more,
});
const started = (...builds: BatchBuild[]): BatchEvent => ({
	...{ type: "batch.started", at: 0, v: 1, id: "b-1", wallClock: "2026-01-01T11:58:00Z", jobs: 2, builds },
});

/** Four builds: built, failed, running, waiting for memory. */
const EVENTS: readonly BatchEvent[] = [
	started(
		build("web-bookworm"),
		build("web-trixie", { warnings: 2 }),
		build("db-bookworm", { expectedMs: 180_000 }),
		build("db-trixie"),
	),
	{ type: "batch.began", at: 0, build: 0, run: "r0" },
	{ type: "batch.began", at: 0, build: 1, run: "r1" },
	{ type: "batch.ended", at: 61_000, build: 0, outcome: "ok", exitCode: 0, ms: 61_000 },
	{ type: "batch.ended", at: 70_000, build: 1, outcome: "failed", exitCode: 1, ms: 70_000 },
	{ type: "batch.began", at: 70_000, build: 2, run: "r2" },
	{ type: "batch.waits", at: 70_000, build: 3, why: "memory" },
];

const bodies = (...all: EventBody[]): BuildEvent[] => all.map((body, seq) => ({ seq, at: seq * 1000, ...body }));
const begin = (id: string): EventBody[] => [
	{
		...{ type: "build.started", v: 1, id, wallClock: "2026-01-01T11:59:00Z", image: "x", architecture: "amd64" },
		...{
			elements: ["vm"],
			outputs: [],
			stages: ["install"],
			tasks: [{ id: "install/50-nginx", stage: "install", title: "50-nginx" }],
		},
	},
	{ type: "stage.started", stage: "install" },
	{
		...{ type: "task.started", task: "install/50-nginx", stage: "install", title: "50-nginx", attempt: 1 },
		...{ where: "chroot", argv: [], logFile: "logs/1" },
	} as EventBody,
	{ type: "log", task: "install/50-nginx", first: 1, lines: [`${id} says hello`, `${id} goes on`] },
];
const RUNS: Readonly<Record<string, BuildEvent[]>> = {
	r0: bodies(...begin("r0"), { type: "build.finished", outcome: "ok", ms: 61_000, exitCode: 0 }),
	r1: bodies(...begin("r1"), {
		...{ type: "build.finished", outcome: "failed", ms: 70_000, exitCode: 1 },
		digest: {
			...{ task: "install/50-nginx", message: "the hook 50-nginx failed with status 7" },
			...{ logFile: "logs/1", lastLines: [], next: ["Try harder."] },
		},
	}),
	r2: bodies(...begin("r2")),
};

async function open(events: readonly BatchEvent[] = EVENTS, options: InkScreenOptions = {}, alive = true) {
	const end = vi.fn(async () => {});
	const services = fakeServices({
		batches: {
			end,
			follow: async (_, onState) => onState(events.reduce(reduceBatch, initialBatch()), alive),
		},
		runs: {
			open: (id) =>
				fakeFeed({
					read: async (onEvents, signal) => {
						await onEvents(RUNS[id] ?? [], false);
						if (id === "r2") await new Promise((resolve) => signal.addEventListener("abort", resolve));
					},
				}),
		},
	});
	app = await openApp(services, { screen: "batch", batch: "b-1" }, options);
	await app.waitFor("Builds");
	return end;
}

const row = (name: string) => app.screen().find((line) => /│ [❯ ] \S/.test(line) && line.includes(` ${name} `)) ?? "";

describe("the screen of a batch", () => {
	test("lists all builds with what they do, wait for or came to", async () => {
		await open(EVENTS, { cols: 120, rows: 40 });
		await app.waitFor("r2 goes on");
		expect(row("web-bookworm")).toMatch(/❯ ✔ web-bookworm +web-book\S* +1m01s/);
		expect(row("web-trixie")).toMatch(/✖ web-trixie +the hook\S* .* 2 +1m10s/);
		expect(row("db-bookworm")).toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] db-bookworm +install.d/);
		expect(row("db-trixie")).toMatch(/· db-trixie +waits for/);
		expect(app.screen()[0]).toMatch(/batch › b-1 +1 of 4 built · 1 failed · 1 running · 1 waiting .*elapsed 2m00s/);
	});

	test("has a pane with the end of its log for each that runs or failed, with why it failed", async () => {
		await open(EVENTS, { cols: 120, rows: 40 });
		await app.waitFor("r2 goes on");
		expect(app.text()).toContain("the hook 50-nginx failed with status 7");
		expect(app.text()).toContain("r1 says hello");
		await app.press("down", "down", "down");
		expect(row("db-trixie")).toContain("❯");
	});

	test("enter opens a build that has begun, v the result of one that is built, esc comes back to the same one", async () => {
		await open();
		await app.press("down", "enter");
		expect(app.route()).toEqual({ screen: "build", run: "r1" });
		await app.press("escape");
		await app.waitFor("Builds");
		expect(row("web-trixie")).toContain("❯");
		await app.press("v");
		expect(app.text()).toContain("It has no result yet.");
		await app.press("up", "v");
		expect(app.route()).toEqual({ screen: "result", run: "r0" });
		await app.press("escape", "G", "enter");
		expect(app.text()).toContain("This build has not begun.");
	});

	test("x twice cancels the highlighted build, X twice all, and never one for the other", async () => {
		const end = await open();
		await app.press("x");
		expect(app.text()).toContain("This build has ended.");
		await app.press("down", "down", "x");
		expect(app.text()).toContain("Once more to cancel db-bookworm");
		await app.press("down", "x");
		expect(end).not.toHaveBeenCalled();
		await app.press("x");
		expect(end).toHaveBeenLastCalledWith("b-1", 3);
		await app.press("X", "X");
		expect(end).toHaveBeenLastCalledWith("b-1", undefined);
	});

	test("has nothing to cancel once the batch has ended, and tells that it was killed", async () => {
		const end = await open(EVENTS.slice(0, 5), {}, false);
		await app.waitFor("killed");
		await app.press("X", "X", "x", "x");
		expect(end).not.toHaveBeenCalled();
		expect(row("db-trixie")).toContain("was not begun");
	});

	test.each(SIZES)("fits into %ix%i, the highlighted build and one that runs in sight", async (cols, rows) => {
		const names = [
			"one",
			"two",
			NASTY.long,
			NASTY.wide,
			NASTY.combining,
			NASTY.laden,
			...Array.from({ length: 30 }, (_, at) => `more-${at}`),
		];
		const events: BatchEvent[] = [
			started(...names.map((name) => build(name))),
			{ type: "batch.began", at: 0, build: 0, run: "r2" },
			{ type: "batch.ended", at: 0, build: 1, outcome: "failed", exitCode: 3, ms: 1, problem: `error: ${NASTY.laden}` },
		];
		await open(events, { cols, rows });
		await app.waitFor("r2 goes on");
		await app.press("G");
		expect(row("more-29")).toContain("❯");
		await app.expectFrame();
		expect(
			app
				.screen()
				.slice(1, rows - 1)
				.filter((line) => !/^[╭│╰].*[╮│╯]$/.test(line)),
		).toEqual([]);
		expect(app.text()).toContain("r2 goes on");
	});
});
