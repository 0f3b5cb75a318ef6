import { setTimeout as delay } from "node:timers/promises";
import type { Key } from "../../support/terminal/keys.js";
import type { Terminal } from "../../support/terminal/open-terminal.js";

const PATIENCE_MS = 5000;
/** Between keys: no multiple of the beat in which a screen is drawn, so that keys fall anywhere in it. */
const PAUSES_MS = [83, 137, 61, 179, 111];

/** Presses a key; milliseconds until the screen shows what it did, as the emulator has it. */
export async function keyToFrame(terminal: Terminal, key: Key, isShown: (text: string) => boolean): Promise<number> {
	const start = performance.now();
	await Promise.all([terminal.waitFor(isShown, PATIENCE_MS), terminal.press(key)]);
	return performance.now() - start;
}

/** Moves a selection down and up again; milliseconds of every key. `markOf` finds where the selection is. */
export async function moveDownAndUp(
	terminal: Terminal,
	markOf: (text: string) => number,
	keys: number,
): Promise<number[]> {
	const times: number[] = [];
	for (let count = 0; count < keys; count += 1) {
		// Half a frame may be all that has arrived.
		await terminal.waitFor((text) => markOf(text) >= 0, PATIENCE_MS);
		const before = markOf(terminal.text());
		times.push(
			await keyToFrame(terminal, count % 2 ? "up" : "down", (text) => markOf(text) !== before && markOf(text) >= 0),
		);
		await delay(PAUSES_MS[count % PAUSES_MS.length]);
	}
	return times;
}
