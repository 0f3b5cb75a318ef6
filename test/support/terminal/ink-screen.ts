import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { type RenderOptions, render } from "ink";
import type { ReactNode } from "react";
import instances from "../../../node_modules/ink/build/instances.js";
import layOut from "../../../node_modules/ink/build/renderer.js";
import { createDriver, type Driver } from "./driver.js";
import { type Emulator, openEmulator } from "./emulator.js";
import { expectSame, frameCells } from "./frame.js";
import { keyboardOf, outputTo } from "./streams.js";

export interface InkScreenOptions {
	readonly cols?: number;
	readonly rows?: number;
	/** What the terminal can show; `none` is NO_COLOR. */
	readonly colours?: "truecolor" | "256" | "16" | "none";
}

/** An Ink app on a terminal inside this process. */
export interface InkScreen extends Driver {
	readonly emulator: Emulator;
	/** Draws what state outside of React changed; keys and resizes are waited for by themselves. */
	settle(): Promise<void>;
	/** Throws when the screen is not what Ink laid out, cell by cell: a fault of the incremental drawing. */
	expectFrame(): Promise<void>;
	/** Whether the app has ended, and the error it ended with. */
	ended(): { readonly error?: unknown } | undefined;
	unmount(): Promise<void>;
}

export interface Streams {
	readonly stdout: NodeJS.WriteStream;
	readonly stdin: NodeJS.ReadStream;
}

const LEVELS = { none: 0, "16": 1, "256": 2, truecolor: 3 } as const;
/** Turns without output after which React is taken to have done all that an effect or a resize set off. */
const QUIET_TURNS = 4;

/** Opens a terminal for an app; `start` calls Ink's `render` with its streams, itself or through the program's own. */
export async function openInkScreen(
	start: (streams: Streams) => void,
	options: InkScreenOptions = {},
): Promise<InkScreen> {
	const { cols = 80, rows = 24, colours = "truecolor" } = options;
	(await chalkOfInk()).level = LEVELS[colours];
	const emulator = openEmulator({ cols, rows });
	const stdout = outputTo(emulator);
	const stdin = keyboardOf();
	start({ stdout, stdin });
	const ink = instances.get(stdout);
	if (!ink) throw new Error("nothing was rendered to this terminal");
	let ended: { error?: unknown } | undefined;
	const left = ink.waitUntilExit().then(
		() => {
			ended = {};
		},
		(error: unknown) => {
			ended = { error };
		},
	);
	const flush = async () => {
		for (let quiet = 0; quiet < QUIET_TURNS && !ended; quiet += 1) {
			const { writes } = stdout;
			await ink.waitUntilRenderFlush();
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
			if (ended) return;
			// Both are of this very moment, whatever the app draws next.
			const wanted = frameCells(layOut(rootOf(ink), false).output, emulator.size());
			expectSame(await emulator.snapshot(), await wanted);
		},
		ended: () => ended,
		async unmount() {
			ink.unmount();
			await left;
			await emulator.settled();
		},
	};
}

/** Renders an app with the options that the program itself uses: full screen, drawn incrementally. */
export async function renderScreen(
	app: ReactNode,
	{ ink, ...options }: InkScreenOptions & { readonly ink?: RenderOptions } = {},
): Promise<InkScreen & { rerender(app: ReactNode): Promise<void> }> {
	let rerender: (node: ReactNode) => void = () => {};
	const screen = await openInkScreen((streams) => {
		const shared = { alternateScreen: true, incrementalRendering: true, exitOnCtrlC: false, interactive: true };
		({ rerender } = render(app, { ...shared, patchConsole: false, ...ink, ...streams }));
	}, options);
	return {
		...screen,
		async rerender(node) {
			rerender(node);
			await screen.settle();
		},
	};
}

/** Ink keeps its tree to itself. */
function rootOf(ink: object): Parameters<typeof layOut>[0] {
	return (ink as { rootNode: Parameters<typeof layOut>[0] }).rootNode;
}

/** The colour library that Ink itself uses: its level is what makes a terminal of 16 colours. */
async function chalkOfInk(): Promise<{ level: number }> {
	const ink = createRequire(createRequire(import.meta.url).resolve("ink"));
	const { default: chalk } = await import(pathToFileURL(ink.resolve("chalk")).href);
	return chalk;
}
