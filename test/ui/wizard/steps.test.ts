import { expect, test } from "vitest";
import { draftObstacles } from "../../../src/ui/wizard/obstacles.js";
import { neighbour, STEPS, stepNamed } from "../../../src/ui/wizard/steps.js";

const failed = (code: string) =>
	draftObstacles(
		{
			build: { profile: { version: 1 } },
			plan: { status: "failed", error: { code, message: "it cannot", next: [] } as never },
			noLogin: false,
		},
		STEPS,
	);

test("steps are one of a kind, and a variable is chosen in one of them", () => {
	for (const of of [STEPS.map(({ id }) => id), STEPS.flatMap(({ variables = [] }) => variables)]) {
		expect(new Set(of).size).toBe(of.length);
	}
});

test("the last step alone sums up", () => {
	expect(STEPS.filter(({ sumsUp }) => sumsUp)).toEqual(STEPS.slice(-1));
});

test("the neighbours of the ends are the ends", () => {
	const [first, second] = STEPS as [never, never];
	expect([neighbour(first, -1), neighbour(first, 1)]).toEqual([first, second]);
	expect(neighbour(STEPS.at(-1) as never, 1)).toBe(STEPS.at(-1));
	expect(() => stepNamed("nowhere")).toThrow("no step nowhere");
});

test.each([
	["ssh-key-missing", "variables"],
	["element-missing", "elements"],
	["layout-conflict", "disk"],
	["disk-too-small", "disk"],
	["unheard-of", undefined],
])("an error %s is solved in the step %s", (code, step) => {
	expect(failed(code)).toMatchObject([{ kind: "stops", text: "it cannot" }]);
	expect(failed(code)[0]?.step?.id).toBe(step);
});
