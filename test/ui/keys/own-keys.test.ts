import { afterEach, expect, test, vi } from "vitest";
import { boundKeys } from "../../../src/ui/keys/key-bindings.js";
import { fakeServices } from "../../support/fake-services.js";
import { type OpenedApp, openApp } from "../../support/open-app.js";

let app: OpenedApp;
afterEach(() => app.unmount());

async function open(keys: Record<string, string | string[]>) {
	const { keymap } = boundKeys(keys);
	const services = fakeServices({ runs: { list: async () => [] }, host: { examine: async () => [] } });
	app = await openApp(services, { screen: "runs" }, { keymap, cols: 120 });
	await app.settle();
}

test("a key of the preferences works, and stands in footer and help; the old one is gone", async () => {
	await open({ help: "H", back: ["ctrl+b"], quit: ["ctrl+q"] });
	await vi.waitFor(() => expect(app.screen().at(-1)).toMatch(/ctrl\+b back.*H help.*ctrl\+q quit/));
	await app.press("?");
	expect(app.text()).not.toContain("Everywhere");
	await app.press("H");
	expect(app.text()).toMatch(/ctrl\+b +one level back/);
	expect(app.text()).toMatch(/H +all keys/);
	await app.press("escape");
	expect(app.text()).toContain("Everywhere");
	await app.type("\u0002\u0002");
	expect(app.route()).toEqual({ screen: "home" });
});

test("where two actions are heard, the one of the preferences has the key", async () => {
	await open({ palette: "q" });
	expect(app.screen().at(-1)).not.toContain("quit");
	await app.press("q");
	expect(app.text()).toContain("Go to");
});
