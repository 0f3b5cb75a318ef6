import { createRequire } from "node:module";
import { PassThrough, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { Box, type DOMElement, type Instance, type RenderOptions, render } from "ink";
import type { ReactNode } from "react";
import renderFrame from "../../../node_modules/ink/build/renderer.js";
import { type Cell, sameStyle, textOf } from "./cells.js";
import { createDriver, type Driver, framed } from "./driver.js";
import { type Emulator, openEmulator, type Size } from "./emulator.js";

export interface RenderScreenOptions {
	readonly cols?: number;
	readonly rows?: number;
	/** What the terminal can show; `none` is NO_COLOR. */
	readonly colours?: "truecolor" | "256" | "16" | "none";
	/** For Ink, over the ones that the program itself uses. */
	readonly ink?: RenderOptions;
}

/** An Ink app on a terminal inside this process. */
export interface InkScreen extends Driver {
	readonly emulator: Emulator;
	/** Draws what state outside of React changed; keys and resizes are waited for by themselves. */
	settle(): Promise<void>;
	/** Throws when the screen is not what Ink laid out, cell by cell: a fault of the incremental drawing. */
	expectFrame(): Promise<void>;
	rerender(app: ReactNode): Promise<void>;
	/** Whether the app has ended, and the error it ended with. */
	ended(): { readonly error?: unknown } | undefined;
	unmount(): Promise<void>;
}

const QUIET_TURNS = 4;
const LEVELS = { none: 0, "16": 1, "256": 2, truecolor: 3 } as const;

/** Renders an app as the program does, full screen and incrementally, onto a terminal that can be looked at. */
export async function renderScreen(app: ReactNode, options: RenderScreenOptions = {}): Promise<InkScreen> {
	const { cols = 80, rows = 24, colours = "truecolor" } = options;
	(await chalkOfInk()).level = LEVELS[colours];
	const emulator = openEmulator({ cols, rows });
	const stdout = new ScreenOutput(emulator);
	const stdin = keyboard();
	let root: DOMElement | undefined;
	const withRoot = (node: ReactNode) => (
		<>
			<Box
				display="none"
				ref={(element) => {
					root = element?.parentNode ?? root;
				}}
			/>
			{node}
		</>
	);
	const instance: Instance = render(withRoot(app), {
		alternateScreen: true,
		incrementalRendering: true,
		exitOnCtrlC: false,
		interactive: true,
		patchConsole: false,
		...options.ink,
		stdout: stdout as unknown as NodeJS.WriteStream,
		stdin: stdin as unknown as NodeJS.ReadStream,
	});
	let ended: { error?: unknown } | undefined;
	instance.waitUntilExit().then(
		() => {
			ended = {};
		},
		(error: unknown) => {
			ended = { error };
		},
	);
	const flush = async () => {
		// React does in several turns what an effect or a listener of the resize set off.
		for (let quiet = 0; quiet < QUIET_TURNS && !ended; quiet += 1) {
			const { writes } = stdout;
			await instance.waitUntilRenderFlush();
			if (stdout.writes > writes) quiet = 0;
		}
	};
	const settle = async () => {
		await flush();
		await emulator.settled();
	};
	await settle();
	const driver = createDriver({
		emulator,
		send: (data) => void stdin.write(data),
		resized: () => void stdout.emit("resize"),
		settle,
		ended: () => ended && "the app ended",
	});
	return {
		...driver,
		emulator,
		settle,
		async expectFrame() {
			await flush();
			if (ended || !root) return;
			// Both are of this moment: the frame is laid out now, the screen is read when all bytes until now have arrived.
			const frame = renderFrame(root, false).output;
			const size = emulator.size();
			const read = emulator.settled().then(() => emulator.cells());
			compare(await read, await drawn(frame, size));
		},
		async rerender(node) {
			instance.rerender(withRoot(node));
			await settle();
		},
		ended: () => ended,
		async unmount() {
			instance.unmount();
			await instance.waitUntilExit().catch(() => {});
			await emulator.settled();
		},
	};
}

/** A whole frame on an empty screen. */
async function drawn(frame: string, size: Size): Promise<Cell[][]> {
	const emulator = openEmulator(size);
	emulator.write(`\u001b[?1049h${frame.replaceAll("\n", "\r\n")}`);
	await emulator.settled();
	const cells = emulator.cells();
	emulator.close();
	return cells;
}

function compare(shown: Cell[][], wanted: Cell[][]): void {
	const wrong = wanted.flatMap((row, y) => {
		const x = row.findIndex((cell, column) => {
			const other = shown[y]?.[column];
			return !other || cell.char !== other.char || !sameStyle(cell, other);
		});
		return x < 0 ? [] : [`row ${y + 1} from column ${x + 1}`];
	});
	if (wrong.length === 0) return;
	throw new Error(
		`the screen differs from the frame: ${wrong.join(", ")}. The screen:\n${framed(textOf(shown))}\nThe frame:\n${framed(textOf(wanted))}`,
	);
}

class ScreenOutput extends Writable {
	readonly isTTY = true;
	writes = 0;

	constructor(readonly emulator: Emulator) {
		super({ decodeStrings: false });
	}

	get columns(): number {
		return this.emulator.size().cols;
	}

	get rows(): number {
		return this.emulator.size().rows;
	}

	override _write(chunk: string, _encoding: string, done: () => void): void {
		if (chunk.length > 0) this.writes += 1;
		// A terminal's line discipline makes the carriage returns.
		this.emulator.write(String(chunk).replaceAll("\n", "\r\n"));
		done();
	}
}

function keyboard(): PassThrough {
	return Object.assign(new PassThrough(), {
		isTTY: true,
		setRawMode: () => {},
		ref: () => {},
		unref: () => {},
	});
}

/** The colour library that Ink itself uses: its level is what makes a terminal of 16 colours. */
async function chalkOfInk(): Promise<{ level: number }> {
	const ink = createRequire(createRequire(import.meta.url).resolve("ink"));
	const { default: chalk } = await import(pathToFileURL(ink.resolve("chalk")).href);
	return chalk;
}
