/**
 * Takes the keyboard of the terminal for the screens that follow: what is typed while their code is still being loaded is
 * not echoed into the first frame, and is there when they listen. Node gives the terminal back when the process ends.
 */
export function takeKeyboard(stdin: NodeJS.ReadStream = process.stdin): void {
	if (stdin.isTTY && !stdin.isRaw) stdin.setRawMode(true);
}
