import { describe, expect, test } from "vitest";
import { initialState, type Progress, type TaskState } from "../../../src/core/run/build-state.js";
import { takenFromLayers, takenInStage, takenText } from "../../../src/core/run/taken-from-layers.js";

const task = (id: string, status: Progress, cause?: string): TaskState => ({
	...{ id, stage: "install", title: id, status, attempt: 1, earlier: [], lines: 0 },
	...(cause === undefined ? {} : { cause }),
});
const stageOf = (tasks: readonly TaskState[]) => ({
	stage: { stage: "install", status: "ok", tasks: tasks.map(({ id }) => id) } as const,
	build: { ...initialState(), tasks: Object.fromEntries(tasks.map((one) => [one.id, one])) },
});

describe("what layers had of a build", () => {
	test("is nothing to tell of in a build without them", () => {
		expect(takenText([task("a", "ok"), task("b", "skipped")])).toBeUndefined();
	});

	test("are the hooks taken, and those that ran although layers are used", () => {
		const tasks = [task("environment", "ok"), task("a", "cached"), task("b", "ok", "new"), task("c", "failed", "new")];
		expect(takenFromLayers(tasks)).toEqual({ cached: 1, ran: 2 });
		expect(takenText(tasks)).toBe("1 hook taken from layers, 2 ran");
	});

	test.each([
		["all hooks", [task("environment", "ok"), task("a", "cached")], true],
		["some hooks", [task("a", "cached"), task("b", "ok", "new")], false],
		["the first hooks of one that goes on", [task("a", "cached"), task("b", "waiting")], false],
		["no hooks", [task("environment", "ok")], false],
	])("of a stage are %s", (_, tasks, all) => {
		const { stage, build } = stageOf(tasks);
		expect(takenInStage(stage, build).all).toBe(all);
	});
});
