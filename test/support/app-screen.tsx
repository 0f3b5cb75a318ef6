import { join } from "node:path";
import { PassThrough } from "node:stream";
import { onTestFinished } from "vitest";
import { catalogueService } from "../../src/cli/services/catalogue.js";
import { planService } from "../../src/cli/services/plans.js";
import { parseProfile } from "../../src/core/profile/parse.js";
import { App } from "../../src/ui/app.js";
import { createRouter, type Route, type RouterStore } from "../../src/ui/router.js";
import type { OpenedProfile } from "../../src/ui/services/profiles.js";
import type { Services } from "../../src/ui/services.js";
import { createDraftStore, type DraftStore } from "../../src/ui/stores/draft.js";
import { createKeysStore } from "../../src/ui/stores/keys.js";
import { type ColourLevel, chooseTheme } from "../../src/ui/theme.js";
import { temporaryFolder } from "./elements.js";
import { type InkScreen, type RenderScreenOptions, renderScreen } from "./terminal/render-screen.js";

export interface AppScreen {
	readonly screen: InkScreen;
	readonly router: RouterStore;
	readonly draft: DraftStore;
	/** The place that is shown. */
	readonly route: () => Route | undefined;
}

const LEVELS: Readonly<Record<NonNullable<RenderScreenOptions["colours"]>, ColourLevel>> = {
	...{ truecolor: 3, "256": 2, "16": 1, none: 0 },
};

/** The whole program on a terminal in this process, at a place, with services of the test's own; it ends with the test. */
export async function openApp(
	services: Services,
	start: readonly Route[],
	{ profile, ...options }: RenderScreenOptions & { readonly profile?: string } = {},
): Promise<AppScreen> {
	const router = createRouter(start);
	const draft = createDraftStore(services.plans);
	if (profile !== undefined) draft.getState().open(opened("test", profile));
	const theme = chooseTheme("auto", LEVELS[options.colours ?? "truecolor"], {});
	const screen = await renderScreen(
		<App services={services} router={router} draft={draft} keys={createKeysStore()} theme={theme} />,
		options,
	);
	onTestFinished(() => screen.unmount());
	return { screen, router, draft, route: () => router.getState().stack.at(-1) };
}

/** A profile as it is opened, from its YAML. */
export function opened(name: string, yaml: string): OpenedProfile {
	const file = `/profiles/${name}.yaml`;
	return { name, file, kind: "shipped", profile: parseProfile(yaml, file).profile };
}

/** The services that read this package's own elements and make real plans of them. */
export function realPlanning(): Pick<Services, "catalogue" | "plans"> {
	const folder = temporaryFolder();
	const context = {
		env: { HOME: folder, PATH: process.env.PATH ?? "" },
		cwd: folder,
		stdout: new PassThrough(),
		stderr: new PassThrough(),
		packageRoot: join(import.meta.dirname, "../.."),
		version: "0.0.0",
	};
	return { catalogue: catalogueService(context), plans: planService(context) };
}
