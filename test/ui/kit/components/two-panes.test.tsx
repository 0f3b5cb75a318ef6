import { Text } from "ink";
import { expect, test } from "vitest";
import type { Size } from "../../../../src/ui/kit/components/screen-frame.js";
import { TwoPanes } from "../../../../src/ui/kit/components/two-panes.js";
import { renderKit } from "../../../support/render-kit.js";

const shown = (columns: number, rows: number, below?: number) => {
	const pane = (name: string) => (room: Size) => <Text>{`${name} ${room.columns}x${room.rows}`}</Text>;
	const more = below === undefined ? {} : { below };
	return renderKit(
		<TwoPanes room={{ columns, rows }} share={0.6} first={pane("list")} second={pane("facts")} {...more} />,
		{ columns, rows },
	).text();
};

test("they stand side by side where there is room", () => {
	expect(shown(100, 20)).toMatch(/^list 60x20 +facts 40x20/);
});

test("below each other in a narrow terminal, if the first one keeps enough rows", () => {
	expect(shown(60, 20)).toMatch(/^list 60x12\s[\s\S]*\nfacts 60x8/);
	expect(shown(60, 14)).toMatch(/^list 60x14\s*$/);
	expect(shown(60, 20, 0)).toMatch(/^list 60x20\s*$/);
});
