import { App } from "../../src/ui/app.js";
import { createRouter, type Route, type RouterStore } from "../../src/ui/router.js";
import type { Services } from "../../src/ui/services.js";
import { createDraftStore, type DraftStore } from "../../src/ui/stores/draft.js";
import { createKeysStore } from "../../src/ui/stores/keys.js";
import { chooseTheme } from "../../src/ui/theme.js";
import { type InkScreen, type RenderScreenOptions, renderScreen } from "./terminal/render-screen.js";

export interface OpenedApp extends InkScreen {
	readonly router: RouterStore;
	readonly draft: DraftStore;
	/** The screen that is shown. */
	readonly route: () => Route | undefined;
}

/** The whole program at a place, on a terminal inside this process, with the services of a test. */
export async function openApp(services: Services, start: Route, options: RenderScreenOptions = {}): Promise<OpenedApp> {
	const router = createRouter([{ screen: "home" }, start]);
	const draft = createDraftStore(services.plans);
	const theme = chooseTheme("dark", options.colours === "none" ? 0 : 3, {});
	const app = <App services={services} router={router} draft={draft} keys={createKeysStore()} theme={theme} />;
	const screen = await renderScreen(app, options);
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
