import { onTestFinished } from "vitest";
import type { Profile } from "../../src/core/profile/profile.js";
import type { Services } from "../../src/ui/services/services.js";
import { type OpenedApp, openApp, SIZES } from "./open-app.js";
import type { InkScreenOptions } from "./terminal/ink-screen.js";

/** Also the largest terminal that a screen is made for. */
export const STEP_SIZES = [...SIZES, [300, 80]] as const;

export interface OpenStepOptions extends InkScreenOptions {
	readonly services: Services;
	/** Its id. */
	readonly step: string;
	/** What the draft begins as. */
	readonly profile: Profile;
}

/** A step of the wizard over a draft; closed with the test. */
export async function openStep({ services, step, profile, ...options }: OpenStepOptions): Promise<OpenedApp> {
	const app = await openApp(services, { screen: "step", step }, { cols: 120, rows: 40, ...options });
	onTestFinished(() => app.unmount());
	app.draft.getState().open({ name: "mine", file: "/profiles/mine.yaml", kind: "saved", profile });
	await app.settle();
	return app;
}
