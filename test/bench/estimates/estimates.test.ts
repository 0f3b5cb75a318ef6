import { expect, test } from "vitest";
import type { BuildEvent, EventBody } from "../../../src/core/run/events.js";
import { estimates } from "./estimates.js";

/** A build of two tasks that take so many milliseconds. */
function run(id: string, first: number, second: number) {
	const bodies: (EventBody & { at: number })[] = [
		{
			type: "build.started",
			v: 1,
			id,
			wallClock: "",
			image: "image",
			architecture: "amd64",
			elements: [],
			outputs: [],
			tasks: [],
			at: 0,
		},
		{ type: "stage.started", stage: "install", at: 0 },
		...[first, second].flatMap((ms, index): (EventBody & { at: number })[] => {
			const task = `install/${index}`;
			const at = index * first;
			return [
				{ type: "task.started", task, stage: "install", title: "x", where: "host", logFile: "", attempt: 1, at },
				{ type: "task.finished", task, outcome: "ok", ms, lines: 0, at: at + ms },
			];
		}),
		{ type: "stage.finished", stage: "install", outcome: "ok", ms: first + second, at: first + second },
		{ type: "build.finished", outcome: "ok", ms: first + second, exitCode: 0, at: first + second },
	];
	return { id, events: bodies.map((body, seq) => ({ seq, ...body }) as BuildEvent) };
}

test("an estimate is compared with the time that the run really took, from the second run on", () => {
	const found = estimates([run("a", 1000, 1000), run("b", 1000, 1000), run("c", 3000, 3000)]);
	expect(found.map(({ id, known }) => [id, known])).toEqual([
		["b", 1],
		["c", 2],
	]);
	for (const told of found[0]?.told ?? []) expect(told).toBeCloseTo(1, 1);
	const [early = 0, , late = 0] = found[1]?.told ?? [];
	expect(early).toBeLessThan(late);
	expect(late).toBeGreaterThan(0.8);
});
