import { render } from "ink";
import type { Keymap } from "../keys/keymap.js";
import { createKeysStore } from "../keys/keys.js";
import { AsciiContext } from "../kit/look/glyphs.js";
import { type OwnColours, withColours } from "../kit/look/own-colours.js";
import { placeForFrame } from "../kit/look/terminal-codes.js";
import { type ColourLevel, chooseTheme, type ThemeChoice } from "../kit/look/theme.js";
import type { Services } from "../services/services.js";
import { createDraftStore, type DraftStore } from "../wizard/draft.js";
import { App } from "./app.js";
import { createRouter, type Route, type RouterStore } from "./router.js";

export interface RenderAppOptions {
	readonly services: Services;
	readonly start: readonly Route[];
	readonly theme: ThemeChoice;
	readonly colours: ColourLevel;
	/** With the keys of the preferences; ours when absent. */
	readonly keymap?: Keymap;
	/** Of the preferences. */
	readonly ownColours?: OwnColours;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** `stdout` turns signs into ASCII. */
	readonly ascii?: boolean;
	/** Streams of the terminal; tests give their own. */
	readonly stdout?: NodeJS.WriteStream;
	readonly stdin?: NodeJS.ReadStream;
}

/** A run, or several that were started together, by its id. */
export type ShownRun = { readonly run: string } | { readonly batch: string };

export interface RenderedApp {
	/** Ends when the user leaves; rejects with what a component threw. */
	readonly ended: Promise<void>;
	/** Runs and batches that were shown, in the order in which they came up. */
	readonly shownRuns: () => readonly ShownRun[];
	readonly router: RouterStore;
	readonly draft: DraftStore;
	/** Says something in the footer, until the next key. */
	readonly say: (notice: string) => void;
	readonly leave: () => void;
}

/** Puts the program on the screen. The only place that calls Ink's `render`. */
export function renderApp(options: RenderAppOptions): RenderedApp {
	const { services, env } = options;
	const screenReader = env.INK_SCREEN_READER === "true";
	const router = createRouter(options.start);
	const draft = createDraftStore(services.plans);
	const shown = new Map<string, ShownRun>();
	const note = () => {
		const route = router.getState().stack.at(-1);
		if (route?.screen === "build" || route?.screen === "result") shown.set(route.run, { run: route.run });
		if (route?.screen === "batch") shown.set(route.batch, { batch: route.batch });
	};
	note();
	router.subscribe(note);
	const keys = createKeysStore(options.keymap);
	let choice = options.theme;
	const theme = () => withColours(chooseTheme(choice, options.colours, env), options.ownColours ?? {});
	const onNextTheme = () => {
		choice = nextThemeChoice(choice);
		services.preferences.update({ theme: choice });
		return { theme: theme(), choice };
	};
	const stdout = options.stdout ?? process.stdout;
	const app = () => {
		const size = { columns: stdout.columns || 80, rows: stdout.rows || 24 };
		const told = { services, router, draft, keys, onNextTheme, size };
		return (
			<AsciiContext.Provider value={options.ascii === true}>
				<App {...told} theme={theme()} />
			</AsciiContext.Provider>
		);
	};
	const stdin = options.stdin ?? process.stdin;
	stdout.write(placeForFrame(screenReader));
	const instance = render(app(), {
		stdout,
		stdin,
		alternateScreen: !screenReader,
		isScreenReaderEnabled: screenReader,
		incrementalRendering: true,
		exitOnCtrlC: false,
		interactive: true,
		// What is printed to the console could tear this screen only.
		patchConsole: (stdout as { fd?: number }).fd === process.stdout.fd,
		maxFps: 250,
	});
	// Before Ink's own listener, which draws at once what is there: a tree of the old size would scroll the terminal.
	const resize = () => instance.rerender(app());
	stdout.prependListener("resize", resize);
	return {
		ended: instance.waitUntilExit().then(() => void stdout.off("resize", resize)),
		shownRuns: () => [...shown.values()],
		router,
		draft,
		say: keys.getState().say,
		leave: () => instance.unmount(),
	};
}

const CHOICES: readonly ThemeChoice[] = ["auto", "dark", "light", "ansi", "mono"];

/** The choice after one, in a circle. */
function nextThemeChoice(choice: ThemeChoice): ThemeChoice {
	return CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length] ?? "auto";
}
