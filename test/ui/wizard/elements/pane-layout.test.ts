import { expect, test } from "vitest";
import { type ElementsPane, layoutElements } from "../../../../src/ui/wizard/elements/pane-layout.js";

test.each<[number, number, ElementsPane, readonly ElementsPane[]]>([
	[60, 14, "list", ["list"]],
	[60, 14, "details", ["details"]],
	[80, 22, "list", ["list", "image"]],
	[90, 38, "list", ["list", "image", "details"]],
	[170, 48, "image", ["list", "image", "details"]],
])("%ix%i with the focus on %s shows %j", (columns, rows, focus, shown) => {
	const rooms = layoutElements({ columns, rows }, focus, "image");
	expect((["list", "image", "details"] as const).filter((pane) => rooms[pane])).toEqual(shown);
	const { list, image, details } = rooms;
	const across = columns >= 150 ? [list, image, details] : list ? [list, image ?? details] : [image ?? details];
	expect(across.reduce((sum, room) => sum + (room?.columns ?? 0), 0)).toBe(columns);
	if (columns < 150 && image && details) expect(image.rows + details.rows).toBe(rows);
});
