import { describe, expect, test, vi } from "vitest";
import type { Route } from "../../../src/ui/app/router.js";
import { NAMED_SCREENS } from "../../../src/ui/app/screens.js";
import { STEPS } from "../../../src/ui/wizard/steps.js";
import { type OpenedApp, openApp } from "../../support/open-app.js";
import { harmlessServices, runs, shipped } from "./fuzzed-program.js";

/** What a slow terminal delivers in one piece, and a fast one key by key. */
const MOVES = {
	"down three times": ["\u001b[B", "\u001b[B", "\u001b[B"],
	"down, down, up": ["j", "j", "\u001b[A"],
	"to the end and up": ["G", "k", "k"],
} as const;

const PLACES: readonly { readonly title: string; readonly place: () => Route }[] = [
	...NAMED_SCREENS.map(({ title, route }) => ({ title, place: () => route })),
	...STEPS.map(({ id, title }) => ({ title, place: () => ({ screen: "step", step: id }) as const })),
	{ title: "a result", place: () => ({ screen: "result", run: runs.success as string }) },
	{ title: "a build", place: () => ({ screen: "build", run: runs.success as string }) },
];

describe("keys that come in one read move as those that come one by one", { timeout: 120_000 }, () => {
	test.each(PLACES)("in every list of $title", async ({ place: placeOf }) => {
		const place = placeOf();
		const services = harmlessServices();
		const open = async () => {
			const app = await openApp(services, place, { cols: 120, rows: 40, profile: await shipped("debian-vm") });
			await stands(app);
			return app;
		};
		const [together, apart] = [await open(), await open()];
		for (const [name, keys] of Object.entries(MOVES)) {
			await together.send(keys.join(""));
			for (const key of keys) await apart.send(key);
			// What is measured meanwhile may come to one of them later.
			await vi.waitFor(async () => expect(await stands(together), name).toBe(await stands(apart)), 20_000);
		}
		await together.unmount();
		await apart.unmount();
	});
});

/** The screen once nothing has changed on it for a moment; what turns is left out. */
async function stands(app: OpenedApp): Promise<string> {
	const still = () => app.text().replaceAll(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/g, "*");
	let before = "";
	for (let same = 0; same < 3; ) {
		await new Promise((resolve) => setTimeout(resolve, 20));
		await app.settle();
		const now = still();
		same = now === before ? same + 1 : 0;
		before = now;
	}
	return before;
}
