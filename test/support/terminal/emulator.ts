import unicode11 from "@xterm/addon-unicode11";
import xterm from "@xterm/headless";
import { type Cell, readCells, textOf } from "./cells.js";

export interface Size {
	readonly cols: number;
	readonly rows: number;
}

/** What a user would see as flicker, counted since the terminal was opened. */
export interface Flicker {
	/** The whole screen erased: `CSI 2J`, or erase-down from the first cell. */
	readonly clears: number;
	/** The lines that were scrolled off erased too: `CSI 3J`. */
	readonly scrollbackClears: number;
	/** Lines pushed off the top of the alternate screen: a frame was taller than the terminal. */
	readonly scrolledLines: number;
}

/** A terminal without a window: takes bytes, knows what is on its screen. */
export interface Emulator {
	size(): Size;
	/** Takes output of a program; it is on the screen once `settled` resolves. */
	write(data: string): void;
	settled(): Promise<void>;
	/** The cells once all that was written until now is on the screen, and nothing of what is written later. */
	snapshot(): Promise<Cell[][]>;
	resize(size: Size): void;
	/** Shows the oldest lines that were kept. */
	scrollToTop(): void;
	/** The visible rows as text, blanks at their ends cut off. */
	lines(): string[];
	cells(): Cell[][];
	flicker(): Flicker;
	isAlternate(): boolean;
	cursorVisible(): boolean;
	/** Whether the program asked for pastes in brackets. */
	bracketedPaste(): boolean;
	/** Calls back whenever the screen may have changed; returns how to stop it. */
	onChange(listener: () => void): () => void;
	/** What the terminal itself answers to queries of the program. */
	onReply(listener: (data: string) => void): void;
	close(): void;
}

/** Opens a terminal with the widths of Unicode 11, as today's terminals have them. */
export function openEmulator(size: Size): Emulator {
	const terminal = new xterm.Terminal({ ...size, allowProposedApi: true, scrollback: 5000 });
	terminal.loadAddon(new unicode11.Unicode11Addon());
	terminal.unicode.activeVersion = "11";
	const flicker = countFlicker(terminal);
	const cursorVisible = watchCursor(terminal);
	const cells = () => readCells(terminal.buffer.active, terminal.cols, terminal.rows);
	return {
		size: () => ({ cols: terminal.cols, rows: terminal.rows }),
		write: (data) => terminal.write(data),
		settled: () => new Promise((resolve) => terminal.write("", resolve)),
		snapshot: () => new Promise((resolve) => terminal.write("", () => resolve(cells()))),
		resize: ({ cols, rows }) => terminal.resize(cols, rows),
		scrollToTop: () => terminal.scrollToTop(),
		lines: () => textOf(cells()),
		cells,
		flicker,
		isAlternate: () => terminal.buffer.active.type === "alternate",
		cursorVisible,
		bracketedPaste: () => terminal.modes.bracketedPasteMode,
		onChange(listener) {
			const subscription = terminal.onWriteParsed(listener);
			return () => subscription.dispose();
		},
		onReply: (listener) => void terminal.onData(listener),
		close: () => terminal.dispose(),
	};
}

function countFlicker(terminal: xterm.Terminal): () => Flicker {
	let clears = 0;
	let scrollbackClears = 0;
	let scrolledLines = 0;
	terminal.parser.registerCsiHandler({ final: "J" }, ([kind]) => {
		const { cursorX, cursorY } = terminal.buffer.active;
		if (kind === 2 || (kind === 0 && cursorX === 0 && cursorY === 0)) clears += 1;
		if (kind === 3) scrollbackClears += 1;
		return false;
	});
	const isAlternate = () => terminal.buffer.active.type === "alternate";
	// The library reports line feeds in the last row as a scroll, not this way to ask for one, which tmux prefers.
	terminal.parser.registerCsiHandler({ final: "S" }, ([lines]) => {
		if (isAlternate()) scrolledLines += Number(lines) || 1;
		return false;
	});
	terminal.onScroll(() => {
		if (isAlternate()) scrolledLines += 1;
	});
	// Entering the alternate screen is reported as a scroll too.
	terminal.buffer.onBufferChange(() => {
		if (isAlternate()) scrolledLines -= 1;
	});
	return () => ({ clears, scrollbackClears, scrolledLines });
}

function watchCursor(terminal: xterm.Terminal): () => boolean {
	let visible = true;
	for (const [final, shows] of [
		["h", true],
		["l", false],
	] as const) {
		terminal.parser.registerCsiHandler({ prefix: "?", final }, (parameters) => {
			if (parameters.includes(25)) visible = shows;
			return false;
		});
	}
	return () => visible;
}
