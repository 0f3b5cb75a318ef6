import { Text } from "ink";
import { expect, test, vi } from "vitest";
import { firstVisible, VirtualList } from "../../../../src/ui/kit/components/virtual-list.js";
import { renderKit } from "../../../support/render-kit.js";

const shown = (count: number, rows: number, highlighted: number) => {
	const renderRow = vi.fn((index: number) => <Text>{`row ${index}`}</Text>);
	const lines = renderKit(<VirtualList {...{ count, rows, highlighted, renderRow }} />)
		.lines()
		.filter(Boolean);
	expect(new Set(renderRow.mock.calls.flat()).size).toBe(lines.length);
	return lines;
};

test("only the rows around the highlighted one are made", () => {
	expect(shown(1_000_000, 3, 500_000)).toEqual(["row 499999", "row 500000", "row 500001"]);
	expect(shown(9, 3, 0)).toEqual(["row 0", "row 1", "row 2"]);
	expect(shown(9, 3, 8)).toEqual(["row 6", "row 7", "row 8"]);
	expect(shown(2, 5, 1)).toEqual(["row 0", "row 1"]);
});

test("the highlighted row is always among them", () => {
	for (let at = 0; at < 20; at++) {
		const first = firstVisible(20, 7, at);
		expect(first).toBeLessThanOrEqual(at);
		expect(at).toBeLessThan(first + 7);
	}
});
