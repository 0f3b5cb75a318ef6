import { type RenderedApp, renderApp } from "../../src/ui/render-app.js";
import type { Route } from "../../src/ui/router.js";
import type { Services } from "../../src/ui/services.js";
import { type InkScreen, type InkScreenOptions, openInkScreen } from "./terminal/ink-screen.js";

export interface OpenedApp extends InkScreen, Pick<RenderedApp, "router" | "draft"> {
	/** The place that is shown. */
	readonly route: () => Route | undefined;
}

/** The whole program at a place, on a terminal inside this process, with the services of a test. */
export async function openApp(services: Services, start: Route, options: InkScreenOptions = {}): Promise<OpenedApp> {
	let app: RenderedApp | undefined;
	const screen = await openInkScreen((streams) => {
		const colours = options.colours === "none" ? 0 : 3;
		app = renderApp({ services, start: [{ screen: "home" }, start], theme: "dark", colours, env: {}, ...streams });
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
