import { useIsScreenReaderEnabled, useStdout } from "ink";
import { useEffect } from "react";

const ERASE_SCREEN = "\u001b[2J";

/**
 * Draws the whole frame again when the terminal was resized. Some terminals keep what a smaller window hid and show it
 * again when the window grows, where an unchanged line would not be written over it.
 */
export function useRepaint(): void {
	const { stdout, write } = useStdout();
	const isRead = useIsScreenReaderEnabled();
	useEffect(() => {
		if (isRead) return undefined;
		// Behind Ink's own listener: what it writes again is the frame of the new size, not the one before.
		const repaint = () => write(ERASE_SCREEN);
		stdout.on("resize", repaint);
		return () => void stdout.off("resize", repaint);
	}, [stdout, write, isRead]);
}
