import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { BuildEvent, EventBody } from "../../../src/core/run/events.js";
import type { RunFeed } from "../../../src/core/run/run-feed.js";
import { replayFeed } from "../../../src/runs/feed/replay-feed.js";
import { openRun } from "../../../src/runs/runs.js";
import { fakeServices, refusal } from "../../support/fake-services.js";
import { type OpenedApp, openApp } from "../../support/open-app.js";
import { recordRun } from "../../support/runs/record-run.js";
import { SHAPES } from "../../support/runs/shapes.js";
import type { InkScreenOptions } from "../../support/terminal/ink-screen.js";

const PAST = { runs: 3, ms: 200_000, stages: { root: 72_000, install: 90_000, finalise: 21_000 }, tasks: {} };

let runs: string;
let screen: OpenedApp | undefined;
beforeEach(() => {
	runs = mkdtempSync(join(tmpdir(), "build-screen-"));
});
afterEach(async () => {
	await screen?.unmount();
	rmSync(runs, { recursive: true });
});

/** An app on the screen of a run, and the decisions that were sent. */
interface Shown extends OpenedApp {
	readonly decisions: [number, string][];
}

async function show(feed: RunFeed, options: InkScreenOptions = {}, refused?: string): Promise<Shown> {
	const decisions: [number, string][] = [];
	const services = fakeServices({
		runs: {
			open: () => ({ ...feed, past: async () => PAST }),
			async decide(_id, pause, decision) {
				decisions.push([pause, decision]);
				if (refused) throw refusal("refused", refused);
			},
		},
	});
	const app = await openApp(services, { screen: "build", run: "a-run" }, { cols: 120, rows: 40, ...options });
	screen = app;
	return { ...app, decisions };
}

/** The feed of a build that is over, all at once. */
async function over(shape: keyof typeof SHAPES): Promise<RunFeed> {
	const { replay, ...feed } = replayFeed(openRun(runs, await recordRun(runs, SHAPES[shape])), 0);
	return feed;
}

/** A build that goes on: a feed that says these events and then waits. */
function live(
	bodies: readonly EventBody[],
	ends: "waits" | "dies" = "waits",
): RunFeed & { say(body: EventBody): void } {
	let seq = 0;
	const stamp = (body: EventBody): BuildEvent => ({ seq: seq++, at: seq * 1000, ...body });
	let tell: (events: readonly BuildEvent[], behind: boolean) => void = () => {};
	return {
		folder: runs,
		say: (body) => tell([stamp(body)], false),
		async read(onEvents, signal) {
			tell = onEvents;
			onEvents(bodies.map(stamp), false);
			if (ends === "dies") return;
			await new Promise((resolve) => signal.addEventListener("abort", resolve));
		},
		elapsed: () => 191_000,
		lines: async () => [],
		search: async () => [],
		past: async () => PAST,
		watchGauges: async (onSample) =>
			onSample({
				cpu: 0.43,
				memory: { used: 2 ** 31, total: 2 ** 33 },
				disks: [{ name: "tmp", used: 2 ** 30, total: 2 ** 34 }],
				work: { cpu: 1.2, bytes: 0, waitsForDisk: false, runs: true },
			}),
	};
}

const STARTED: EventBody = {
	type: "build.started",
	v: 1,
	id: "a-run",
	wallClock: "2026-01-01T12:00:00.000Z",
	image: "web",
	architecture: "amd64",
	elements: ["debian", "vm"],
	outputs: ["qcow2"],
	tasks: [
		{ id: "root/10-base", stage: "root", title: "10-base", element: "debian" },
		{ id: "install/20-app", stage: "install", title: "20-app", element: "app" },
		{ id: "finalise/30-end", stage: "finalise", title: "30-end", element: "vm" },
	],
};

const task = (id: string): EventBody[] => {
	const [stage, title = ""] = id.split("/") as ["install", string];
	return [
		{ type: "stage.started", stage },
		{ type: "task.started", task: id, stage, title, where: "chroot", logFile: `logs/${title}.log`, attempt: 1 },
	];
};
const say = (id: string, first: number, lines: readonly string[]): EventBody => ({
	type: "log",
	task: id,
	first,
	lines,
});

const FAILED: EventBody[] = [
	STARTED,
	...task("install/20-app"),
	say("install/20-app", 1, ["make install", "error: no rule to make target 'install'"]),
	{ type: "task.finished", task: "install/20-app", outcome: "failed", ms: 900, exitCode: 2, lines: 2 },
	{
		type: "build.paused",
		pause: 4,
		reason: "failure",
		task: "install/20-app",
		digest: {
			task: "install/20-app",
			element: "app",
			file: "/elements/app/install.d/20-app",
			message: "the hook 20-app failed with status 2",
			exitCode: 2,
			skippable: true,
			lastLines: ["make install", "error: no rule to make target 'install'"],
			logFile: "logs/20-app.log",
			next: ["Look at the Makefile."],
			cause: { id: "no-rule", title: "The sources have another layout", cure: ["Call ./configure first."] },
		},
	},
];

describe("the screen of a build that is over", () => {
	test.each([
		[60, 16],
		[80, 24],
		[120, 40],
		[200, 50],
		[300, 80],
	])("fits %ix%i and is drawn as it was laid out", async (cols, rows) => {
		const shown = await show(await over("success"), { cols, rows });
		await shown.waitFor("built in");
		await shown.expectFrame();
		expect(shown.flicker()).toEqual({ clears: 0, scrollbackClears: 0, scrolledLines: 0 });
		for (const key of ["right", "tab", "w", "!", "!", "z", "z", "v", "v", "?"]) {
			await shown.press(key);
			await shown.expectFrame();
			expect(shown.screen().every((line) => [...line].length <= cols)).toBe(true);
		}
	});

	test("shows phases with their times, opens one, and shows the log of a task", async () => {
		const shown = await show(await over("success"));
		await shown.waitFor("built in");
		expect(shown.text()).toMatch(/✔ install\.d +▲ \d+m?\d*s/);
		await shown.press("g");
		for (let step = 0; step < 4; step += 1) await shown.press("down");
		await shown.waitFor("╭─ install.d ─");
		await shown.press("right");
		await shown.waitFor("50-cloud-init");
		await shown.press("down", "down");
		await shown.waitFor("╭─ 50-cloud-init ─");
		expect(shown.text()).toContain("W: Possible missing firmware");
		expect(shown.cellOf("W: Possible").foreground).toBe("#e0af68");
		expect(shown.cellOf("+ systemctl").foreground).toBe("#959ec6");
		await shown.press("!");
		expect(shown.text()).not.toContain("+ systemctl");
		expect(shown.text()).toContain("only warnings");
	});

	test("finds text in a log, and goes from hit to hit", async () => {
		const shown = await show(await over("success"));
		await shown.waitFor("built in");
		await shown.press("g");
		for (let step = 0; step < 4; step += 1) await shown.press("down");
		await shown.press("/");
		await shown.type("up libexample11");
		expect(shown.text()).toContain("/ up libexample11");
		await shown.press("enter");
		await shown.waitFor("11 of 11 hits");
		await shown.press("n");
		await shown.waitFor("1 of 11 hits");
		await shown.press("N");
		await shown.waitFor("11 of 11 hits");
		expect(shown.text()).toContain("f to follow");
		await shown.press("escape");
		expect(shown.text()).not.toContain("hits");
	});

	test("leads to the result with enter, and back to where one came from with escape", async () => {
		const shown = await show(await over("success"));
		await shown.waitFor("enter for the result");
		await shown.press("enter");
		expect(shown.route()).toEqual({ screen: "result", run: "a-run" });
	});

	test("tells what failed, and why nothing can be retried any more", async () => {
		const shown = await show(await over("failure"));
		await shown.waitFor("failed after");
		expect(shown.text()).toContain("50-cloud-init");
		await shown.press("r");
		expect(shown.text()).toContain("The build has ended");
		expect(shown.decisions).toEqual([]);
	});
});

describe("what complains in a build", () => {
	const COMPLAINTS: EventBody[] = [
		STARTED,
		...task("root/10-base"),
		say("root/10-base", 1, ["fine", "error: the first", "more", ...Array.from({ length: 60 }, (_, n) => `line ${n}`)]),
		{ type: "stage.finished", stage: "root", outcome: "ok", ms: 1000 },
		...task("install/20-app"),
		say("install/20-app", 1, ["W: some warning", "E: the second"]),
		{ type: "stage.finished", stage: "install", outcome: "ok", ms: 1000 },
		...task("finalise/30-end"),
		say("finalise/30-end", 1, ["E: Can not write log (Is /dev/pts mounted?)", "all is well"]),
	];

	test("is counted without noise, and its phases are marked", async () => {
		const shown = await show(live(COMPLAINTS));
		await shown.waitFor("2 errors   1 warning");
		expect(shown.text()).toMatch(/root\.d +✖/);
		expect(shown.text()).toMatch(/install\.d +✖/);
		expect(shown.text()).not.toMatch(/finalise\.d +[✖▲]/);
	});

	test("is found by e in every phase, round and round", async () => {
		const shown = await show(live(COMPLAINTS));
		await shown.waitFor("all is well");
		await shown.press("e");
		await shown.waitFor("error: the first");
		expect(shown.text()).toContain("╭─ root.d ─");
		await shown.press("e");
		await shown.waitFor("E: the second");
		expect(shown.text()).toContain("╭─ install.d ─");
		await shown.press("e");
		await shown.waitFor("error: the first");
	});

	test("is shown by ! for the whole build, until a phase is chosen", async () => {
		const shown = await show(live(COMPLAINTS));
		await shown.waitFor("all is well");
		await shown.press("!");
		await shown.waitFor("The whole build");
		for (const line of ["root  10-base", "error: the first", "W: some warning", "E: the second"]) {
			expect(shown.text()).toContain(line);
		}
		expect(shown.text()).not.toContain("all is well");
		await shown.press("e", "e", "up");
		await shown.waitFor(/╭─ (install.d|root.d|20-app) ─/);
		// It follows the chosen phase: the first f ends that, the next one goes with the build.
		await shown.press("!", "f", "f");
		await shown.waitFor("all is well");
	});
});

describe("the screen of a build that goes on", () => {
	test("follows the phase that runs, with means, gauges, clock and estimate", async () => {
		const feed = live([STARTED, ...task("root/10-base"), say("root/10-base", 1, ["one", "two"])]);
		const shown = await show(feed);
		await shown.waitFor("two");
		await shown.waitFor("⌀ 1m30s");
		expect(shown.text()).toMatch(/elapsed 3m11s +eta 3m51s/);
		await shown.waitFor(/silent 3m0\ds, cpu 120% +cpu +43% +mem 2\.0G\/8\.0G/);
		expect(shown.text()).toContain("2 lines · following");
		feed.say(say("root/10-base", 3, ["three"]));
		await shown.waitFor("three");
		feed.say({ type: "stage.finished", stage: "root", outcome: "ok", ms: 1000 });
		for (const body of task("install/20-app")) feed.say(body);
		feed.say(say("install/20-app", 1, ["now the app"]));
		await shown.waitFor("╭─ install.d ─");
	});

	test("shows ten equal lines as one, and the snippets of a phase by their names; packages stand out", async () => {
		const snippets = Array.from(
			{ length: 10 },
			(_, n) => `dib-run-parts Sourcing environment file /tmp/h/environment.d/1${n}-it`,
		);
		const lines = [
			...snippets,
			...Array.from({ length: 10 }, () => "waiting for the lock"),
			"Setting up libc6 (2.36) ...",
		];
		const shown = await show(live([STARTED, ...task("root/10-base"), say("root/10-base", 1, lines)]));
		await shown.waitFor("waiting for the lock × 10");
		expect(shown.text()).toContain("10 files of environment.d sourced: 10-it 11-it 12-it");
		expect(shown.text()).toMatch(/ 21 Setting up libc6/);
		expect(shown.cellOf("libc6").foreground).toBe("#7dcfff");
		await shown.press("v");
		await shown.waitFor("waiting:");
		expect(shown.cellOf("libc6").foreground).toBe("#7dcfff");
		await shown.expectFrame();
	});

	test("keeps a chosen phase while the build goes on, until f follows it again", async () => {
		const feed = live([STARTED, ...task("root/10-base"), say("root/10-base", 1, ["one"])]);
		const shown = await show(feed);
		await shown.waitFor("one");
		await shown.press("down", "up");
		feed.say({ type: "stage.finished", stage: "root", outcome: "ok", ms: 1000 });
		for (const body of task("install/20-app")) feed.say(body);
		feed.say(say("install/20-app", 1, ["now the app"]));
		await shown.waitFor("20-app");
		expect(shown.text()).toContain("╭─ root.d ─");
		await shown.press("tab", "k", "f");
		await shown.waitFor("now the app");
	});

	test("asks what becomes of the build when somebody quits", async () => {
		const shown = await show(live([STARTED, ...task("root/10-base")]));
		await shown.waitFor("root.d");
		await shown.press("q");
		await shown.waitFor("leave, the build goes on");
		await shown.expectFrame();
		await shown.press("escape");
		await shown.waitFor("Phases");
		expect(shown.ended()).toBeUndefined();
		await shown.press("q", "d");
		expect(shown.ended()).toEqual({});
	});

	test("says that a builder died", async () => {
		const shown = await show(live([STARTED, ...task("root/10-base")], "dies"));
		await shown.waitFor("✖ died");
		expect(shown.text()).toContain("ended without a word");
		await shown.expectFrame();
	});
});

describe("the screen of a build that is held", () => {
	test.each([
		[80, 24],
		[120, 40],
	])("tells what failed, the known cause and its cure at %ix%i", async (cols, rows) => {
		const shown = await show(live(FAILED), { cols, rows });
		await shown.waitFor("held for your decision");
		expect(shown.text()).toContain("✖ the hook 20-app failed with status 2");
		expect(shown.text()).toContain("▲ The sources have another layout");
		expect(shown.text()).toContain("→ Call ./configure first.");
		expect(shown.text()).toContain("no rule to make target");
		await shown.expectFrame();
		await shown.press("r");
		expect(shown.decisions).toEqual([[4, "retry"]]);
	});

	test("says who was first when its own decision comes too late", async () => {
		const shown = await show(live(FAILED), {}, "ann@pts/3 already decided: retry");
		await shown.waitFor("held for your decision");
		await shown.press("K");
		await shown.waitFor("ann@pts/3 already decided: retry");
	});

	test("says who decided when somebody else did", async () => {
		const feed = live(FAILED);
		const shown = await show(feed);
		await shown.waitFor("held for your decision");
		feed.say({ type: "build.resumed", pause: 4, decision: "skip", by: "ann@pts/3" });
		await shown.waitFor("ann@pts/3 decided: skip");
		expect(shown.text()).not.toContain("held for your decision");
	});

	test("stops only when it is asked twice", async () => {
		const shown = await show(live(FAILED));
		await shown.waitFor("held for your decision");
		await shown.press("x");
		await shown.waitFor("Once more to stop");
		expect(shown.decisions).toEqual([]);
		await shown.press("x");
		expect(shown.decisions).toEqual([[4, "stop"]]);
	});

	test("goes on from a break point", async () => {
		const paused: EventBody = { type: "build.paused", pause: 1, reason: "breakpoint", point: "before-install" };
		const shown = await show(live([STARTED, paused]));
		await shown.waitFor("The break point before-install holds the build.");
		await shown.press("c");
		expect(shown.decisions).toEqual([[1, "continue"]]);
	});

	test("carries all meaning without colours", async () => {
		const shown = await show(live(FAILED), { colours: "none" });
		await shown.waitFor("held for your decision");
		expect(shown.text()).toContain("❯ ▲ install.d");
		expect(shown.text()).toContain("✖ 20-app");
	});
});

describe("a build with layers", () => {
	const CACHED: EventBody[] = [
		STARTED,
		...task("root/10-base"),
		{ type: "task.finished", task: "root/10-base", outcome: "cached", ms: 0, lines: 1 },
		{ type: "stage.finished", stage: "root", outcome: "ok", ms: 30 },
		{ type: "stage.started", stage: "install" },
		{
			...{ type: "task.started", task: "install/20-app", stage: "install", title: "20-app", where: "chroot" },
			...{ logFile: "logs/20-app.log", attempt: 1, cause: "content of static/page: 1f0c → 77ab" },
		} as EventBody,
	];

	test("tells what was taken, and why a hook runs: in its row, above its log and before it has one", async () => {
		const feed = live(CACHED);
		const shown = await show(feed, { cols: 160, rows: 40 });
		await shown.waitFor("runs because: content of static/page: 1f0c → 77ab");
		const text = shown.text();
		expect(text).toMatch(/≡ root\.d +cached/);
		expect(text).toMatch(/1 cached/);
		feed.say(say("install/20-app", 1, ["copied"]));
		await shown.waitFor("copied");
		expect(shown.text()).toMatch(/20-app +app +runs because: content of static\/page: 1f0c → 77ab/);
	});
});
