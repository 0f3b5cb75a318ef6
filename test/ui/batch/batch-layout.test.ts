import { describe, expect, test } from "vitest";
import { batchLayout, tiledMembers } from "../../../src/ui/batch/batch-layout.js";
import { SIZES } from "../../support/open-app.js";

describe("the room of a batch", () => {
	test.each(SIZES)(
		"is divided without rest at %ix%i, with three builds and one log in sight at least",
		(columns, rows) => {
			for (const builds of [1, 2, 5, 30, 500]) {
				for (const tiles of [0, 1, 2, 3, 7, 24]) {
					const room = { columns, rows: rows - 2 };
					const layout = batchLayout(room, builds, tiles);
					const lines = layout.tiles.map((line) => line[0]?.rows ?? 0);
					expect(layout.list.rows + lines.reduce((sum, height) => sum + height, 0)).toBe(room.rows);
					for (const line of layout.tiles) expect(line.reduce((sum, tile) => sum + tile.columns, 0)).toBe(columns);
					expect(layout.list.rows).toBeGreaterThanOrEqual(6);
					if (tiles > 0) expect(Math.min(...lines)).toBeGreaterThanOrEqual(6);
				}
			}
		},
	);

	test("goes to the logs, more than to the list, however many builds there are", () => {
		expect(batchLayout({ columns: 120, rows: 38 }, 100, 2).list.rows).toBeLessThan(19);
		expect(batchLayout({ columns: 120, rows: 38 }, 3, 2).list.rows).toBe(6);
	});
});

describe("logs are shown", () => {
	const statuses = ["ok", "running", "failed", "held", "waiting"] as const;
	const shown = (highlighted: number, most: number) => tiledMembers(statuses, highlighted, (at) => at !== 4, most);

	test("of what waits for an answer, runs and failed, in this order where there is little room, and in that of the list", () => {
		expect(shown(4, 9)).toEqual([1, 2, 3]);
		expect(shown(4, 2)).toEqual([1, 3]);
		expect(shown(4, 1)).toEqual([3]);
	});

	test("of the highlighted build before all others, unless it is well", () => {
		expect(shown(2, 1)).toEqual([2]);
		expect(shown(0, 1)).toEqual([3]);
		expect(shown(0, 9)).toEqual([0, 1, 2, 3]);
	});
});
