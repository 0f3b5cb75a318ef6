import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { initialState, reduceBuild } from "../../../src/core/run/build-state.js";
import type { BuildEvent } from "../../../src/core/run/events.js";
import { openWorkshop, type Workshop } from "../tiny-build.js";
import { recordRun } from "./record-run.js";
import { loudLine, SHAPES } from "./shapes.js";
import { startLiveRun } from "./start-live-run.js";

let workshop: Workshop;
let folder: string;
beforeEach(() => {
	workshop = openWorkshop();
	folder = join(workshop.folder, "state/diskwright/runs");
});
afterEach(() => workshop.remove());

const runs = async (...args: string[]) => {
	const { code, stdout, stderr } = await workshop.diskwright(["runs", ...args]);
	expect(code, stderr).toBe(0);
	return stdout;
};
const eventsOf = (id: string) =>
	readFileSync(join(folder, id, "events.ndjson"), "utf8")
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line) as BuildEvent);

describe("a recorded build", () => {
	test.each(Object.values(SHAPES))("$name is complete and understood", async (shape) => {
		const id = await recordRun(folder, shape);
		const events = eventsOf(id);
		expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index));
		const times = events.map(({ at }) => at);
		expect(times).toEqual([...times].sort((a, b) => a - b));
		const state = events.reduce(reduceBuild, initialState());
		expect(state.status).toBe(shape.name === "failure" ? "failed" : "ok");
		expect(JSON.parse(readFileSync(join(folder, id, "plan.json"), "utf8"))).toMatchObject({ imageName: shape.image });
		for (const { logFile } of Object.values(state.tasks)) if (logFile) readFileSync(join(folder, id, logFile));
		expect(await runs("list")).toContain(`${id}  ${state.status}`);
		expect(await runs("show", id, "--json")).toContain(`"image": "${shape.image}"`);
	});

	test("is shown, replayed and has its logs", async () => {
		const id = await recordRun(folder, SHAPES.retries);
		expect(await runs("show", id)).toMatch(/install +ok/);
		const replay = await runs("replay", id);
		expect(replay).toContain("try 3");
		expect(replay).toContain("retry, decided by someone@terminal");
		expect(replay).toMatch(/Build completed successfully after [4-6]m/);
		expect(await runs("logs", id, "--task", "finalise/51-bootloader")).toContain("No error reported");
	});

	test("keeps the bytes in the log file and clean lines in the events", async () => {
		const id = await recordRun(folder, SHAPES.wide);
		const logs = join(folder, id, "logs");
		const [file = ""] = readdirSync(logs).filter((name) => name.endsWith("20-controls.log"));
		expect(readFileSync(join(logs, file), "utf8")).toContain("\u001b[2J");
		const shown = await runs("logs", id);
		expect(shown).toContain("パッケージを展開しています... 完了\n");
		expect(shown).toContain("half of a line and the rest\n");
		expect(shown).not.toContain("\u001b");
		expect(await runs("logs", id, "--raw")).toContain("\u001b[2J");
	});
});

describe("a living build", () => {
	test("runs until it is cancelled, at its rate, with every line in its log", async () => {
		const live = await startLiveRun(folder, { already: 20_000, rate: 2000, seconds: 30 });
		const soon = eventsOf(live.id).reduce(reduceBuild, initialState());
		expect(soon.lines).toBeGreaterThanOrEqual(20_000);
		expect(await runs("list")).toContain(`${live.id}  running`);
		await new Promise((resolve) => setTimeout(resolve, 1500));
		await runs("cancel", live.id);
		await live.stop();
		const state = eventsOf(live.id).reduce(reduceBuild, initialState());
		expect(state.status).toBe("cancelled");
		expect(state.lines - soon.lines).toBeGreaterThan(2000);
		const shown = await runs("logs", live.id, "--task", "install/01-package-installs");
		const lines = shown.trimEnd().split("\n");
		expect(lines).toEqual(lines.map((_, index) => loudLine(index + 1)));
		const logs = join(folder, live.id, "logs");
		const [file = ""] = readdirSync(logs).filter((name) => name.includes("01-package-installs"));
		const hash = (text: string | Buffer) => createHash("sha256").update(text).digest("hex");
		expect(hash(readFileSync(join(logs, file)))).toBe(hash(shown));
	});

	test("is paused by a failure and takes decisions", async () => {
		const live = await startLiveRun(folder, "mended");
		const attached = workshop.diskwright(["runs", "attach", live.id]);
		await expect.poll(() => runs("list"), { timeout: 20_000 }).toContain(`${live.id}  paused`);
		await runs("retry", live.id);
		expect((await attached).stdout).toMatch(/paused \(failure\)[\s\S]*retry, decided by[\s\S]*Build completed/);
		await live.stop();
	});
});
