import { useStdout } from "ink";
import { useEffect, useRef } from "react";

const ERASE_SCREEN = "\u001b[2J";

/**
 * Draws the whole frame anew when the terminal was resized. Some terminals keep what a smaller window hid and show it
 * again when the window grows, where an unchanged line would not be written over it.
 */
export function useRepaint(columns: number, rows: number): void {
	const { write } = useStdout();
	const size = `${columns}x${rows}`;
	const drawn = useRef(size);
	useEffect(() => {
		if (drawn.current === size) return;
		drawn.current = size;
		write(ERASE_SCREEN);
	}, [size, write]);
}
