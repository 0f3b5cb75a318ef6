import { afterEach, describe, expect, test, vi } from "vitest";
import { serialiseError, UserError } from "../../../src/core/errors.js";
import type { BuildEvent } from "../../../src/core/run/events.js";
import type { WatchRound, WatchState } from "../../../src/core/watch/watch-state.js";
import { fakeFeed, fakeServices } from "../../support/fake-services.js";
import { NASTY, type OpenedApp, openApp, SIZES } from "../../support/open-app.js";
import type { InkScreenOptions } from "../../support/terminal/ink-screen.js";

let app: OpenedApp;
afterEach(() => app.unmount());

const round = (number: number, more: Partial<WatchRound> = {}): WatchRound => ({
	...{ number, saved: number === 1 ? [] : ["elements/web/install.d/50-web"], began: number * 60_000 },
	...{ outcome: "built", run: `run-${number}`, ms: 2100, from: "install/50-web", ran: 2, cached: 31 },
	...more,
});
const state = (rounds: readonly WatchRound[], more: Partial<WatchState> = {}): WatchState => ({
	...{ subject: "web", elements: 12, files: 3, rounds, polls: false },
	...more,
});
const LOG: readonly object[] = [
	{
		type: "build.started",
		v: 1,
		id: "run-2",
		image: "web",
		architecture: "amd64",
		elements: ["web"],
		outputs: ["qcow2"],
	},
	{ type: "stage.started", stage: "install" },
	{
		type: "task.started",
		task: "install/50-web",
		stage: "install",
		title: "50-web",
		where: "chroot",
		logFile: "x",
		attempt: 1,
	},
	{ type: "log", task: "install/50-web", first: 1, lines: ["writing the pages"] },
];

async function open(first: WatchState | undefined, options: InkScreenOptions = {}) {
	let heard: ((state: WatchState) => void) | undefined;
	const interrupt = vi.fn();
	const services = fakeServices({
		watch: {
			get: () => first,
			subscribe: (listener) => {
				heard = listener;
				return () => {
					heard = undefined;
				};
			},
			interrupt,
		},
		runs: {
			open: () =>
				fakeFeed({
					read: async (onEvents) => {
						onEvents(
							LOG.map((event, at) => ({ at, ...event }) as unknown as BuildEvent),
							false,
						);
						await new Promise(() => {});
					},
				}),
		},
	});
	app = await openApp(services, [{ screen: "watch" }], options);
	await app.settle();
	return { interrupt, show: (next: WatchState) => heard?.(next) };
}

describe("the screen of a profile that is watched", () => {
	test("shows its builds, the newest first, with what was saved and what ran, and the log of the newest", async () => {
		await open(state([round(1), round(2, { outcome: "building", ran: 0, cached: 3 })]), { cols: 120, rows: 24 });
		await app.waitFor("writing the pages");
		const text = app.text();
		expect(text).toContain("watch › web  12 elements and 3 files");
		const rows = app.screen();
		const newest = rows.findIndex((row) => row.includes("building"));
		expect(rows[newest]).toMatch(/❯ ▸ \d\d:02:00 building .*0 ran, 3 cached .*elements\/web\/install\.d\/50-web/);
		expect(rows[newest + 1]).toMatch(/✔ .*built 2\.1s +2 ran, 31 cached +from install\/50-web +the first build/);
	});

	test("follows the newest build until another one is looked at, which enter opens", async () => {
		const { show } = await open(state([round(1)]));
		show(state([round(1), round(2)]));
		await app.waitFor(/❯ .*50-web/);
		await app.press("down");
		await app.waitFor(/❯ .*the first build/);
		show(state([round(1), round(2), round(3, { outcome: "building" })]));
		await app.waitFor("building");
		expect(app.text()).toMatch(/❯ .*the first build/);
		await app.press("enter");
		expect(app.route()).toEqual({ screen: "build", run: "run-1" });
	});

	test("leaving a build that runs ends it with the watching: nothing promises that it goes on", async () => {
		await open(state([round(1), round(2, { outcome: "building" })]));
		await app.waitFor("writing the pages");
		await app.press("enter");
		await app.waitFor("Phases");
		expect(app.text()).not.toMatch(/detach/);
		await app.press("d");
		expect(app.ended()).toBeUndefined();
		await app.press("q");
		await app.waitFor("leave: the build and watching end");
		await app.press("escape");
		await app.waitFor("Phases");
		await app.press("q", "q");
		expect(app.ended()).toEqual({});
	});

	test("says why nothing can be built, with what helps", async () => {
		const error = serialiseError(
			new UserError({ code: "x", message: "Element 'web' not found", next: ["Correct the name."] }),
		);
		const { run: _, ms: __, from: ___, ...rest } = round(2, { outcome: "failed", ran: 0, cached: 0, error });
		await open(state([round(1), rest]));
		await app.waitFor("Correct the name.");
		expect(app.text()).toContain("Why it cannot be built");
		expect(app.text()).toContain("Element 'web' not found");
		expect(app.text()).toMatch(/not begun +elements/);
		await app.press("enter");
		expect(app.text()).toContain("This build has not begun.");
	});

	test("ctrl+c ends it", async () => {
		const { interrupt } = await open(state([round(1)]));
		await app.press("ctrl-c");
		expect(interrupt).toHaveBeenCalledTimes(1);
	});

	test.each(SIZES)("fits into %ix%i, whatever was saved, and before anything is known", async (columns, rows) => {
		const many = Array.from({ length: 40 }, (_, index) => round(index + 1, { saved: Object.values(NASTY) }));
		const { show } = await open(undefined, { cols: columns, rows });
		expect(app.screen()).toHaveLength(rows);
		show(state(many, { subject: NASTY.wide, polls: true }));
		await app.waitFor("00:40:00");
		expect(app.text()).not.toContain("\u001b[2J");
	});
});
