import { describe, expect, test } from "vitest";
import { STAGES, stagesOf } from "../../../src/core/hooks/phases.js";
import { initialState, reduceBuild } from "../../../src/core/run/build-state.js";
import type { BuildEvent } from "../../../src/core/run/events.js";

const started = (more: Partial<Extract<BuildEvent, { type: "build.started" }>>): BuildEvent => ({
	seq: 0,
	at: 0,
	type: "build.started",
	v: 1,
	id: "a",
	wallClock: "2026-01-01T00:00:00Z",
	image: "image",
	architecture: "amd64",
	elements: [],
	outputs: [],
	tasks: [{ id: "install/10-x", stage: "install", title: "10-x" }],
	...more,
});
const stages = (event: BuildEvent) => reduceBuild(initialState(), event).stages.map(({ stage }) => stage);

describe("the stages of a build", () => {
	test("are known from its start, whether something is planned for them or not", () => {
		expect(stages(started({ stages: stagesOf({}) }))).toEqual(
			STAGES.filter((stage) => stage !== "boot-test" && stage !== "publish"),
		);
		expect(stages(started({ stages: stagesOf({ bootTest: {}, publish: [{ afterBuild: true }] }) }))).toEqual(STAGES);
	});

	test("are those of its tasks in runs that do not tell", () => {
		expect(stages(started({}))).toEqual(["install"]);
	});
});
