import { afterEach, describe, expect, test, vi } from "vitest";
import type { ListedRun } from "../../../src/core/run/listed-run.js";
import { fakeServices, refusal } from "../../support/fake-services.js";
import { NASTY, type OpenedApp, openApp, SIZES } from "../../support/open-app.js";
import { runSummary } from "../../support/reports.js";
import type { InkScreenOptions } from "../../support/terminal/ink-screen.js";

let app: OpenedApp;
afterEach(() => app.unmount());

const run = (id: string, change: Partial<ListedRun> = {}): ListedRun => ({
	id,
	state: "ok",
	started: "2026-01-01T11:00:00Z",
	image: `image-${id}`,
	ms: 65_000,
	...change,
});

const finished = [run("3"), run("2", { state: "failed", profile: "mail" }), run("1", { state: "died" })];
const living = run("0", { state: "running", image: "living" });

async function open(runs: readonly ListedRun[], options: InkScreenOptions = {}) {
	const remove = vi.fn(async () => {});
	const list = vi.fn(async () => runs);
	app = await openApp(
		fakeServices({ runs: { list, remove, summary: async () => runSummary() } }),
		{ screen: "runs" },
		options,
	);
	await app.settle();
	return { remove, list };
}

describe("the screen of runs", () => {
	test("shows the ones that go on first, with state, age, duration and the details of the highlighted", async () => {
		await open([...finished, living]);
		await app.waitFor("living");
		const rows = app.screen().slice(3, 7);
		expect(rows[0]).toMatch(/❯ ▸ running +1h +1h00m +living/);
		expect(rows[1]).toMatch(/✔ ok +1h +1m05s +image-3/);
		expect(rows[2]).toContain("✖ failed");
		expect(rows[3]).toContain("✖ died");
		await app.press("down");
		await app.waitFor("web.qcow2");
		expect(app.text()).toContain("1,284 lines of output");
	});

	test("enter opens a run, v its result, + replays it; what cannot be done says why", async () => {
		await open([living, ...finished]);
		await app.press("v");
		expect(app.text()).toContain("it has no result yet");
		await app.press("x");
		expect(app.text()).toContain("cancel it first");
		await app.press("down", "enter");
		expect(app.route()).toEqual({ screen: "build", run: "3" });
		app.router.getState().back();
		await app.settle();
		// The cursor stands where it was left.
		await app.press("+");
		expect(app.route()).toEqual({ screen: "build", run: "3", replay: 10 });
	});

	test("y copies the id of the highlighted run", async () => {
		const copy = vi.fn(() => "sent");
		const services = fakeServices({
			runs: { list: async () => finished, summary: async () => runSummary() },
			terminal: { copy },
		});
		app = await openApp(services, { screen: "runs" });
		await app.settle();
		await app.press("down", "y");
		expect(copy).toHaveBeenCalledWith("2");
		expect(app.text()).toContain("its id: sent");
	});

	test("deletes after a question only, and reads the list again", async () => {
		const { remove, list } = await open(finished);
		await app.press("down", "x");
		expect(app.text()).toContain("Delete this run?");
		await app.press("escape");
		expect(remove).not.toHaveBeenCalled();
		await app.press("x", "enter");
		expect(remove).toHaveBeenCalledWith("2");
		expect(list).toHaveBeenCalledTimes(2);
	});

	test("filters by what is typed; letters are no keys meanwhile; esc shows all again", async () => {
		const { remove } = await open(finished);
		await app.press("/");
		await app.type("failed");
		expect(app.text()).toContain("1 of 3");
		await app.press("backspace");
		await app.type("dx");
		expect(app.text()).toContain("no run fits");
		expect(remove).not.toHaveBeenCalled();
		await app.press("escape");
		expect(app.text()).toContain("image-3");
		await app.press("/");
		await app.type("mail");
		await app.press("enter", "enter");
		expect(app.route()).toEqual({ screen: "build", run: "2" });
	});

	test("says that nothing was built yet, and why the list cannot be read", async () => {
		await open([]);
		expect(app.text()).toContain("nothing was built yet");
		await app.unmount();
		const list = () => Promise.reject(refusal("unreadable", "the folder of runs cannot be read", ["Look at it."]));
		app = await openApp(fakeServices({ runs: { list } }), { screen: "runs" });
		await app.waitFor("the folder of runs cannot be read");
		expect(app.text()).toContain("→ Look at it.");
	});

	test.each(SIZES)("nasty names stay within their rows at %dx%d, with colours and without", async (cols, rows) => {
		const nasty = Object.values(NASTY).map((name, index) => run(String(index), { image: name, profile: name }));
		for (const colours of ["truecolor", "none"] as const) {
			await open([...nasty, living], { cols, rows, colours });
			await app.press("down", "down");
			await app.expectFrame();
			const framed = app.screen().slice(1, rows - 1);
			expect(framed.filter((row) => !/^[╭│╰].*[╮│╯]$/.test(row))).toEqual([]);
			await app.unmount();
		}
		await open([living], { cols, rows });
	});
});
