import { type Cell, sameStyle, textOf } from "./cells.js";
import { framed } from "./driver.js";
import { openEmulator, type Size } from "./emulator.js";

/** What an empty screen shows once a whole frame is drawn on it. */
export async function frameCells(frame: string, size: Size): Promise<Cell[][]> {
	const emulator = openEmulator(size);
	emulator.write(`\u001b[?1049h${frame.replaceAll("\n", "\r\n")}`);
	const cells = await emulator.snapshot();
	emulator.close();
	return cells;
}

/** Throws with both screens when they differ in any cell. */
export function expectSame(shown: readonly (readonly Cell[])[], wanted: readonly (readonly Cell[])[]): void {
	const wrong = wanted.flatMap((row, y) => {
		const x = row.findIndex((cell, column) => {
			const other = shown[y]?.[column];
			return !other || cell.char !== other.char || !sameStyle(cell, other);
		});
		return x < 0 ? [] : [`row ${y + 1} from column ${x + 1}`];
	});
	if (wrong.length === 0) return;
	const where = `the screen differs from the frame: ${wrong.join(", ")}`;
	throw new Error(`${where}\nThe screen:\n${framed(textOf(shown))}\nThe frame:\n${framed(textOf(wanted))}`);
}
