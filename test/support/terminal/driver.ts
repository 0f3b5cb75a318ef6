import { setTimeout as delay } from "node:timers/promises";
import type { Cell } from "./cells.js";
import type { Emulator, Flicker, Size } from "./emulator.js";
import { type Key, keyBytes } from "./keys.js";

/** Text on the screen, or a test of its rows joined by line ends. */
export type Wanted = string | RegExp | ((text: string) => boolean);

/** A user at a terminal: reads the screen, presses keys. */
export interface Driver {
	/** Presses keys one after another. */
	press(...keys: Key[]): Promise<void>;
	/** Types text, one key a character. */
	type(text: string): Promise<void>;
	/** Sends bytes in one piece, as a slow terminal delivers several keys. */
	send(data: string): Promise<void>;
	/** Pastes text as terminals do: in brackets when the program asked for them, line ends as carriage returns. */
	paste(text: string): Promise<void>;
	/** Waits until the screen shows something; throws with the screen when it does not within `ms`. Returns the text. */
	waitFor(wanted: Wanted, ms?: number): Promise<string>;
	/** The visible rows, blanks at their ends cut off. */
	screen(): string[];
	/** The rows joined by line ends. */
	text(): string;
	cells(): Cell[][];
	/** The cell at which a text begins; throws with the screen when it is not there. */
	cellOf(text: string): Cell;
	size(): Size;
	resize(cols: number, rows: number): Promise<void>;
	isAlternate(): boolean;
	cursorVisible(): boolean;
	flicker(): Flicker;
}

export interface DriverOptions {
	readonly emulator: Emulator;
	/** Sends bytes of the keyboard to the program. */
	readonly send: (data: string) => void;
	/** Tells the program of a new size; the emulator has it already. */
	readonly resized: (size: Size) => void;
	/** Waits until the program has dealt with what was sent, where that can be known. */
	readonly settle?: () => Promise<void>;
	/** Why the program will write no more, if it ended. */
	readonly ended?: () => string | undefined;
}

/** A program may take what follows an escape at once for a part of its sequence. */
const ESCAPE_MS = 40;
const PATIENCE_MS = 10_000;

/** Drives whatever is behind an emulator. */
export function createDriver({ emulator, send, resized, settle = async () => {}, ended }: DriverOptions): Driver {
	const text = () => emulator.lines().join("\n");
	const fail = (what: string): never => {
		throw new Error(`${what}\nThe screen:\n${framed(emulator.lines())}`);
	};
	const press = async (keys: readonly Key[]) => {
		for (const key of keys) {
			send(keyBytes(key));
			if (key === "escape") await delay(ESCAPE_MS);
			await settle();
		}
	};
	return {
		press: (...keys) => press(keys),
		type: (typed) => press([...typed]),
		async send(data) {
			send(data);
			await settle();
		},
		async paste(pasted) {
			const data = pasted.replace(/\r?\n/g, "\r");
			send(emulator.bracketedPaste() ? `\u001b[200~${data}\u001b[201~` : data);
			await settle();
		},
		async waitFor(wanted, ms = PATIENCE_MS) {
			await emulator.settled();
			if (shows(text(), wanted)) return text();
			return new Promise<string>((resolve, reject) => {
				const stop = () => {
					clearTimeout(timer);
					clearInterval(watch);
					forget();
				};
				const giveUp = (what: string) => {
					stop();
					try {
						fail(what);
					} catch (error) {
						reject(error);
					}
				};
				const look = () => {
					if (!shows(text(), wanted)) return;
					stop();
					resolve(text());
				};
				const forget = emulator.onChange(look);
				const timer = setTimeout(() => giveUp(`${describe(wanted)} did not appear within ${ms} ms`), ms);
				const watch = setInterval(() => {
					const end = ended?.();
					if (end) giveUp(`${describe(wanted)} did not appear, ${end}`);
				}, 50);
			});
		},
		screen: () => emulator.lines(),
		text,
		cells: () => emulator.cells(),
		cellOf(wanted) {
			for (const row of emulator.cells()) {
				const x = columnOf(row, wanted);
				if (x >= 0) return row[x] as Cell;
			}
			return fail(`'${wanted}' is not there`);
		},
		size: () => emulator.size(),
		async resize(cols, rows) {
			// What was drawn for the old size belongs on the screen of the old size.
			await emulator.settled();
			emulator.resize({ cols, rows });
			resized({ cols, rows });
			await settle();
		},
		isAlternate: () => emulator.isAlternate(),
		cursorVisible: () => emulator.cursorVisible(),
		flicker: () => emulator.flicker(),
	};
}

/** A screen between rules, without the empty rows at its end, for error messages. */
export function framed(rows: readonly string[]): string {
	const lines = rows.slice(0, rows.findLastIndex((row) => row !== "") + 1);
	const width = Math.max(20, ...lines.map((line) => line.length));
	const rule = "─".repeat(width);
	return [rule, ...lines, rule].join("\n");
}

function shows(text: string, wanted: Wanted): boolean {
	if (typeof wanted === "string") return text.includes(wanted);
	return wanted instanceof RegExp ? wanted.test(text) : wanted(text);
}

function describe(wanted: Wanted): string {
	return typeof wanted === "function"
		? "what was waited for"
		: typeof wanted === "string"
			? `'${wanted}'`
			: `${wanted}`;
}

/** Where a text begins in a row, in columns; -1 when it is not there. */
function columnOf(row: readonly Cell[], wanted: string): number {
	const starts = row.flatMap(({ char }, x) => [...Array(char.length)].map(() => x));
	const index = row
		.map(({ char }) => char)
		.join("")
		.indexOf(wanted);
	return index < 0 ? -1 : (starts[index] ?? -1);
}
