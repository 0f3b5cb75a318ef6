import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SafePoint } from "../../../src/cli/watch/safe-point.js";
import { SavedFiles } from "../../../src/cli/watch/saved-files.js";
import { type PreparedRound, type RoundOptions, watchLoop } from "../../../src/cli/watch/watch-loop.js";
import { watchLines } from "../../../src/cli/watch/watch-plain.js";
import { UserError } from "../../../src/core/errors.js";
import type { BuildEvent } from "../../../src/core/run/events.js";
import type { WatchState } from "../../../src/core/watch/watch-state.js";

let folder: string;
let end: AbortController;
let lines: string[];
let states: WatchState[];
/** How the builds that were begun are ended. */
let running: { readonly options: RoundOptions; finish(code: number): void }[];
let broken: UserError | undefined;
let loop: Promise<void>;
const profile = () => join(folder, "web.yaml");
const save = (text: string) => writeFileSync(profile(), text);
const event = (body: object) => ({ at: 0, ...body }) as unknown as BuildEvent;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "watch-loop-"));
	save("one");
	[end, lines, states, running, broken] = [new AbortController(), [], [], [], undefined];
	const prepared = (): PreparedRound => ({
		sources: { folders: [], files: [profile()] },
		elements: 3,
		build: (options) =>
			new Promise((resolve) => {
				running.push({ options, finish: resolve });
			}),
	});
	const say = watchLines({ write: (text) => lines.push(text.trimEnd()) });
	loop = watchLoop(prepared(), {
		...{ subject: "web", saved: new SavedFiles(), signal: end.signal, now: () => 0 },
		prepare: async () => {
			if (broken) throw broken;
			return prepared();
		},
		wider: (sources) => sources,
		nameOf: () => "web.yaml",
		show: (state) => {
			states.push(state);
			say(state);
		},
	});
});
afterEach(async () => {
	end.abort();
	running.at(-1)?.finish(130);
	await loop;
	rmSync(folder, { recursive: true });
});

const begun = (count: number) => expect.poll(() => running.length, { interval: 5 }).toBe(count);

test("it builds at once, waits, and builds again when something is saved; what it says is a line each", async () => {
	await begun(1);
	const [first] = running;
	first?.options.onEvent(event({ type: "build.started", id: "run-1" }));
	first?.options.onEvent(event({ type: "task.finished", task: "root/10-a", outcome: "cached", ms: 0 }));
	first?.options.onEvent(event({ type: "task.finished", task: "install/50-x", outcome: "ok", ms: 5 }));
	first?.options.onEvent(event({ type: "task.finished", task: "output/raw", outcome: "ok", ms: 5 }));
	first?.options.onEvent(event({ type: "build.finished", outcome: "ok", ms: 2100 }));
	first?.finish(0);
	await expect.poll(() => lines.length).toBe(2);
	save("two");
	await begun(2);
	running[1]?.finish(1);
	await expect.poll(() => lines.length).toBe(5);
	expect(lines).toEqual([
		"watch: built in 2.1s: 1 hook ran, from install/50-x on, 1 from layers",
		"watch: watching 3 elements and 1 file of web; ctrl+c ends it",
		"watch: web.yaml was saved",
		"watch: failed: no hook ran",
		"watch: watching 3 elements and 1 file of web; ctrl+c ends it",
	]);
	expect(states.at(-1)?.rounds.map(({ outcome, run }) => [outcome, run])).toEqual([
		["built", "run-1"],
		["failed", undefined],
	]);
});

test("what is saved while a build is under way ends it, and the next one has all of it", async () => {
	await begun(1);
	save("two");
	await expect.poll(() => running[0]?.options.stop.aborted, { interval: 5 }).toBe(true);
	expect(states.at(-1)?.rounds[0]?.outcome).toBe("stopping");
	save("three");
	running[0]?.finish(130);
	await begun(2);
	expect(states.at(-1)?.rounds.map(({ outcome }) => outcome)).toEqual(["cancelled", "building"]);
	running[1]?.finish(0);
	await expect.poll(() => states.at(-1)?.rounds.at(-1)?.outcome).toBe("built");
	expect(running).toHaveLength(2);
});

test("a profile that is broken is told with what helps, and the save that mends it builds", async () => {
	await begun(1);
	running[0]?.finish(0);
	await expect.poll(() => lines.length).toBe(2);
	broken = new UserError({ code: "bad-profile", message: "line 3 is no YAML", next: ["Mend it."] });
	save("broken");
	await expect.poll(() => lines.at(-1)).toContain("watching");
	await expect.poll(() => lines.length).toBe(6);
	expect(lines.slice(3, 5)).toEqual(["watch: cannot be built: line 3 is no YAML", "watch: → Mend it."]);
	broken = undefined;
	save("mended");
	await begun(2);
});

test("its end ends the build, and nothing is begun any more", async () => {
	await begun(1);
	end.abort();
	expect(running[0]?.options.signal.aborted).toBe(true);
	running[0]?.finish(130);
	await loop;
	expect(running).toHaveLength(1);
});

test.each<[string, readonly object[], readonly object[], boolean]>([
	["between two tasks at once", [], [], true],
	[
		"in a hook whose layer is kept at its end",
		[{ type: "task.started", task: "install/50-x" }],
		[{ type: "task.finished", task: "install/50-x" }],
		true,
	],
	["in such a hook not before", [{ type: "task.started", task: "install/50-x" }], [], false],
	["in what is not kept at once", [{ type: "task.started", task: "output/qcow2" }], [], true],
	[
		"behind such a hook at once",
		[
			{ type: "task.started", task: "install/50-x" },
			{ type: "task.finished", task: "install/50-x" },
		],
		[],
		true,
	],
])("a build is ended %s", (_, before, after, isEnded) => {
	let ended = 0;
	const point = new SafePoint(() => {
		ended += 1;
	});
	for (const body of before) point.event(event(body));
	point.request();
	point.request();
	for (const body of after) point.event(event(body));
	expect(ended).toBe(isEnded ? 1 : 0);
});
