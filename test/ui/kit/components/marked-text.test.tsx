import { Text } from "ink";
import { expect, test } from "vitest";
import { MarkedText, markedPieces } from "../../../../src/ui/kit/components/marked-text.js";
import { renderKit } from "../../../support/render-kit.js";

const shown = (positions: readonly number[], columns: number) =>
	renderKit(
		<Text>
			<MarkedText text="growroot" positions={new Set(positions)} columns={columns} />
		</Text>,
	).text();

test("the text is whole, in pieces that are marked or not", () => {
	expect(markedPieces("growroot", new Set([0, 1, 4]))).toEqual([
		{ piece: "gr", marked: true },
		{ piece: "ow", marked: false },
		{ piece: "r", marked: true },
		{ piece: "oot", marked: false },
	]);
	expect(shown([0, 4], 20)).toBe("growroot");
});

test("it is cut to its room, and wide characters count by their places in the text", () => {
	expect(shown([], 5)).toBe("grow…");
	expect(markedPieces("a😀b", new Set([1]))).toEqual([
		{ piece: "a", marked: false },
		{ piece: "😀", marked: true },
		{ piece: "b", marked: false },
	]);
});
