import { type RenderedApp, renderApp } from "../../src/ui/app/render-app.js";
import type { Route } from "../../src/ui/app/router.js";
import type { Keymap } from "../../src/ui/keys/keymap.js";
import type { OpenedProfile } from "../../src/ui/services/profiles.js";
import type { Services } from "../../src/ui/services/services.js";
import { type InkScreen, type InkScreenOptions, openInkScreen } from "./terminal/ink-screen.js";

export interface OpenedApp extends InkScreen, Pick<RenderedApp, "router" | "draft"> {
	/** The place that is shown. */
	readonly route: () => Route | undefined;
}

export interface OpenAppOptions extends InkScreenOptions {
	/** Open as the draft from the beginning. */
	readonly profile?: OpenedProfile;
	readonly screenReader?: boolean;
	readonly keymap?: Keymap;
}

const LEVELS = { none: 0, "16": 1, "256": 2, truecolor: 3 } as const;

/** The whole program at a place, on a terminal inside this process, with the services of a test. */
export async function openApp(
	services: Services,
	start: Route | readonly Route[],
	{ profile, screenReader = false, keymap, ...options }: OpenAppOptions = {},
): Promise<OpenedApp> {
	let app: RenderedApp | undefined;
	const screen = await openInkScreen((streams) => {
		app = renderApp({
			services,
			start: Array.isArray(start) ? start : [{ screen: "home" }, start as Route],
			theme: "dark",
			colours: LEVELS[options.colours ?? "truecolor"],
			env: screenReader ? { INK_SCREEN_READER: "true" } : {},
			...(keymap ? { keymap } : {}),
			...streams,
		});
		if (profile) app.draft.getState().open(profile);
	}, options);
	const { router, draft } = app as RenderedApp;
	return { ...screen, router, draft, route: () => router.getState().stack.at(-1) };
}

/** The sizes at which every screen must look right. */
export const SIZES = [
	[60, 16],
	[80, 24],
	[120, 40],
	[200, 50],
] as const;

/** Names that try to break a screen: very long, wide, combining, with escape sequences. */
export const NASTY = {
	long: "a-name-without-end-".repeat(20),
	wide: "名前が広い".repeat(8),
	combining: "e\u0301".repeat(40),
	laden: "\u001b[2J\u001b[31mred\u001b[0m\u0007\r\n\ttail",
} as const;
