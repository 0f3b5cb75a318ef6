/** Moves the cursor to the first column of its row. */
const FIRST_COLUMN = "\r";

/** Shows the terminal's other screen, with the cursor at its top: a terminal leaves it in the row where it stood. */
const OTHER_SCREEN = "\u001b[?1049h\u001b[H";

/** What goes before a first frame: Ink draws from where the cursor stands, and a frame that begins lower scrolls the terminal. */
export function placeForFrame(isReadAloud: boolean): string {
	return isReadAloud ? FIRST_COLUMN : OTHER_SCREEN;
}
