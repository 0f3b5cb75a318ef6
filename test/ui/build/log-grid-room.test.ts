import { describe, expect, test } from "vitest";
import { STAGES } from "../../../src/core/hooks/phases.js";
import { initialState, type Progress } from "../../../src/core/run/build-state.js";
import { gridRoom, gridStages } from "../../../src/ui/build/log-grid.js";

const build = (...statuses: Progress[]) => ({
	...initialState(),
	stages: statuses.map((status, index) => ({ stage: STAGES[index] as (typeof STAGES)[number], status, tasks: [] })),
});
const names = (stages: readonly { readonly stage: string }[]) => stages.map(({ stage }) => stage);

describe("all phases at once", () => {
	test("what runs has its log, what is done a line, what waits is folded", () => {
		const { tiles, lines, waiting } = gridStages(build("ok", "ok", "running", "waiting", "waiting"), STAGES[2]);
		expect([names(tiles), names(lines), names(waiting)]).toEqual([[STAGES[2]], STAGES.slice(0, 2), STAGES.slice(3, 5)]);
	});

	test("the highlighted phase has its log beside the one that runs; a waiting one has none", () => {
		expect(names(gridStages(build("ok", "ok", "running"), STAGES[0]).tiles)).toEqual([STAGES[0], STAGES[2]]);
		expect(names(gridStages(build("ok", "running", "waiting"), STAGES[2]).tiles)).toEqual([STAGES[1]]);
	});

	test("of a build that is over, the phase that ended last is shown", () => {
		expect(names(gridStages(build("ok", "ok"), undefined).tiles)).toEqual([STAGES[1]]);
	});

	test.each([
		[60, 13],
		[80, 20],
		[120, 36],
		[200, 46],
	])("%dx%d is filled exactly, most of it with logs", (columns, rows) => {
		for (const tiles of [1, 2, 3]) {
			for (const lines of [0, 1, 5, 12]) {
				for (const waits of [true, false]) {
					const room = gridRoom({ columns, rows }, tiles, lines, waits);
					expect(room.lines + room.tiles.rows + (waits ? 1 : 0)).toBe(rows);
					expect(room.tiles.rows).toBeGreaterThanOrEqual(rows / 2);
					expect(room.sizes.reduce((sum, size) => sum + size, 0)).toBe(room.beside ? columns : room.tiles.rows);
				}
			}
		}
	});
});
