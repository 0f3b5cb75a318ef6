import { afterEach, describe, expect, test, vi } from "vitest";
import type { OpenedProfile, SaveRequest } from "../../../src/ui/services/profiles.js";
import { fakeServices, refusal } from "../../support/fake-services.js";
import { type OpenedApp, openApp, SIZES } from "../../support/open-app.js";
import type { InkScreenOptions } from "../../support/terminal/ink-screen.js";

let app: OpenedApp;
afterEach(() => app.unmount());

const mail: OpenedProfile = {
	name: "mail",
	file: "/p/mail.yaml",
	kind: "saved",
	fingerprint: "abc",
	profile: { version: 1, elements: ["vm"] },
};

/** Opens the dialog over the menu of a new image that came from a profile and was changed. */
async function open(from: OpenedProfile = mail, options: InkScreenOptions = {}) {
	const save = vi.fn(async (request: SaveRequest) => ({
		saved: { ...mail, name: request.name, file: `/p/${request.name}.yaml`, profile: request.profile },
		notes: [],
	}));
	const preview = vi.fn(async ({ name, profile }: SaveRequest) => {
		if (name === "") throw refusal("bad-profile-name", "A profile needs a name", ["Give one."]);
		const text = `version: 1\nelements:\n${profile.elements?.map((element) => `  - ${element}\n`).join("")}`;
		return { file: `/p/${name}.yaml`, text, replaces: name === "mail", notes: [] };
	});
	const reloaded = { ...mail, profile: { version: 1 as const, elements: ["theirs"] } };
	app = await openApp(
		fakeServices({
			profiles: { save, preview, open: async () => reloaded },
			plans: { compile: () => Promise.reject(refusal("x", "not now")) },
		}),
		{ screen: "image" },
		options,
	);
	app.draft.getState().open(from);
	app.draft.getState().change((profile) => ({ ...profile, elements: ["vm", "mine"] }));
	await app.settle();
	await app.press("ctrl-s");
	await app.waitFor("Save as profile");
	return { save, preview };
}

describe("saving a profile", () => {
	test("shows what will be written and saves under the old name; nothing is changed any more", async () => {
		const { save } = await open();
		expect(await app.waitFor("- mine")).toContain("replaces /p/mail.yaml");
		await app.press("enter");
		await app.waitFor("saved as /p/mail.yaml");
		expect(save).toHaveBeenCalledWith(
			expect.objectContaining({ name: "mail", fingerprint: "abc", from: "/p/mail.yaml" }),
		);
		expect(app.draft.getState()).toMatchObject({ changed: false, origin: { name: "mail" } });
		expect(app.route()).toEqual({ screen: "image" });
	});

	test("a shipped profile gets a name of its own; letters are text, also q", async () => {
		const { save } = await open({ ...mail, name: "debian-vm", kind: "shipped" });
		await app.waitFor("new file /p/my-debian-vm.yaml");
		await app.type("q");
		await app.waitFor("new file /p/my-debian-vmq.yaml");
		await app.press("enter");
		await app.waitFor("saved as");
		expect(save.mock.calls[0]?.[0]).toMatchObject({ name: "my-debian-vmq" });
		expect(save.mock.calls[0]?.[0]).not.toHaveProperty("fingerprint");
	});

	test("says why it cannot be saved, with the cure", async () => {
		const { preview } = await open();
		preview.mockRejectedValue(
			refusal("secret-in-profile", "DIB_PASSWORD is a secret", ["Write {from-env: DIB_PASSWORD} instead."]),
		);
		await app.type("x");
		await app.waitFor("✖ DIB_PASSWORD is a secret");
		expect(app.text()).toContain("→ Write {from-env: DIB_PASSWORD} instead.");
	});

	test("one that was changed meanwhile: another name keeps both", async () => {
		const { save } = await open();
		save.mockRejectedValueOnce(refusal("profile-changed", "The profile 'mail' was changed by another program"));
		await app.press("enter");
		await app.waitFor("was changed by another program");
		await app.press("enter");
		await app.type("2");
		await app.waitFor("new file /p/mail2.yaml");
		await app.press("enter");
		await app.waitFor("saved as /p/mail2.yaml");
		expect(save.mock.calls[1]?.[0]).not.toHaveProperty("fingerprint");
	});

	test("or it is overwritten", async () => {
		const { save } = await open();
		save.mockRejectedValueOnce(refusal("profile-changed", "changed by another program"));
		await app.press("enter");
		await app.waitFor("Overwrite it");
		await app.press("down", "enter");
		await app.waitFor("saved as /p/mail.yaml");
		expect(save).toHaveBeenLastCalledWith(expect.objectContaining({ overwrite: true }));
	});

	test("or reloaded, which drops what was changed here", async () => {
		const { save } = await open();
		save.mockRejectedValueOnce(refusal("profile-changed", "changed by another program"));
		await app.press("enter");
		await app.waitFor("Reload it");
		await app.press("down", "down", "enter");
		await app.settle();
		expect(app.draft.getState()).toMatchObject({ changed: false, build: { profile: { elements: ["theirs"] } } });
		expect(app.text()).not.toContain("Save as profile");
	});

	test("another profile of that name is not lost without a question, and esc loses nothing", async () => {
		const { save } = await open();
		save.mockRejectedValueOnce(refusal("profile-exists", "There is a saved profile 'mail' already"));
		await app.press("enter");
		await app.waitFor("There is a saved profile 'mail' already");
		expect(app.text()).not.toContain("Reload it");
		await app.press("escape", "escape");
		expect(save).toHaveBeenCalledTimes(1);
		expect(app.draft.getState()).toMatchObject({ changed: true, build: { profile: { elements: ["vm", "mine"] } } });
	});

	test.each(SIZES)("fits at %dx%d", async (cols, rows) => {
		await open(mail, { cols, rows });
		await app.paste("名前".repeat(100));
		await app.expectFrame();
		const framed = app.screen().slice(1, rows - 1);
		expect(framed.filter((row) => !/^[╭│╰].*[╮│╯]$/.test(row))).toEqual([]);
	});
});
