import { onTestFinished } from "vitest";
import type { Profile } from "../../src/core/profile.js";
import { App } from "../../src/ui/app.js";
import { createRouter, type Route, type RouterStore } from "../../src/ui/router.js";
import type { Services } from "../../src/ui/services.js";
import { createDraftStore, type DraftStore } from "../../src/ui/stores/draft.js";
import { createKeysStore } from "../../src/ui/stores/keys.js";
import { chooseTheme } from "../../src/ui/theme.js";
import { type InkScreen, renderScreen } from "./terminal/ink-screen.js";

/** Sizes at which every screen is looked at. */
export const SIZES = [
	[60, 16],
	[80, 24],
	[120, 40],
	[200, 50],
	[300, 80],
] as const;

export interface OpenAppOptions {
	readonly services: Services;
	readonly route: Route;
	/** What the draft begins as. */
	readonly profile: Profile;
	readonly cols?: number;
	readonly rows?: number;
	readonly colours?: "truecolor" | "none";
}

/** The whole program at one place, on a terminal inside this process. */
export async function openApp(
	options: OpenAppOptions,
): Promise<InkScreen & { draft: DraftStore; router: RouterStore }> {
	const { services, route, profile, cols = 120, rows = 40, colours = "truecolor" } = options;
	const draft = createDraftStore(services.plans);
	draft.getState().open({ name: "mine", file: "/profiles/mine.yaml", kind: "saved", profile });
	const router = createRouter([{ screen: "home" }, route]);
	const theme = chooseTheme("dark", colours === "none" ? 0 : 3, {});
	const keys = createKeysStore();
	const size = { columns: cols, rows };
	const app = <App services={services} router={router} draft={draft} keys={keys} theme={theme} size={size} />;
	const screen = await renderScreen(app, { cols, rows, colours });
	onTestFinished(() => screen.unmount());
	return { ...screen, draft, router };
}
