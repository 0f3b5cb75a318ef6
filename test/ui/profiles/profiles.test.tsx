import { afterEach, describe, expect, test, vi } from "vitest";
import type { ListedProfile, OpenedProfile, ProfileService } from "../../../src/ui/services/profiles.js";
import { fakeServices, refusal } from "../../support/fake-services.js";
import { NASTY, type OpenedApp, openApp, SIZES } from "../../support/open-app.js";
import type { InkScreenOptions } from "../../support/terminal/ink-screen.js";

let app: OpenedApp;
afterEach(() => app.unmount());

const listed = (name: string, change: Partial<ListedProfile> = {}): ListedProfile => ({
	name,
	file: `/p/${name}.yaml`,
	kind: "saved",
	hidesShipped: false,
	profile: { version: 1, elements: ["vm"] },
	...change,
});

const opened = (name: string, change: Partial<OpenedProfile> = {}): OpenedProfile => ({
	name,
	file: `/p/${name}.yaml`,
	kind: "saved",
	profile: { version: 1, elements: ["vm"] },
	...change,
});

const broken = { code: "bad-profile", message: "Unknown key 'elemnts'", next: ["Did you mean elements?"], exitCode: 2 };
const PROFILES = [
	listed("mail", { title: "A mail server" }),
	listed("old", { problem: broken }),
	listed("debian-vm", { kind: "shipped" }),
];

async function open(
	methods: Partial<ProfileService> = {},
	profiles: readonly ListedProfile[] = PROFILES,
	options: InkScreenOptions = {},
) {
	const list = vi.fn(async () => profiles);
	const start = vi.fn(async () => "new-run");
	const copy = vi.fn();
	const run = { id: "1", state: "failed", started: "2026-01-01T09:00:00Z", image: "mail", profile: "mail" } as const;
	app = await openApp(
		fakeServices({
			profiles: { list, open: async (name) => opened(name), ...methods },
			runs: { list: async () => [run], start },
			plans: { compile: () => Promise.reject(refusal("x", "not now")) },
			terminal: { copy },
		}),
		{ screen: "profiles" },
		options,
	);
	await app.waitFor(/Profiles ─+ \d/);
	await app.settle();
	return { list, start, copy };
}

describe("the screen of profiles", () => {
	test("lists saved, broken and shipped ones with their last outcome, and shows the highlighted one", async () => {
		await open();
		const rows = app.screen().slice(2, 5);
		expect(rows[0]).toMatch(/❯ mail +A mail server +✖ failed, 3h ago/);
		expect(rows[1]).toMatch(/old +Unknown key 'elemnts' +✖ broken/);
		expect(rows[2]).toMatch(/debian-vm +· never built/);
		expect(app.text()).toContain("- vm");
		await app.press("down");
		expect(app.text()).toContain("→ Did you mean elements?");
	});

	test("enter edits in the menu of a new image, b builds at once", async () => {
		const { start } = await open();
		await app.press("enter");
		expect(app.route()).toEqual({ screen: "image" });
		expect(app.draft.getState().origin).toMatchObject({ name: "mail" });
		app.router.getState().back();
		await app.waitFor("failed, 3h ago");
		await app.press("b");
		expect(start).toHaveBeenCalledWith(expect.objectContaining({ file: "/p/mail.yaml" }));
		expect(app.route()).toEqual({ screen: "build", run: "new-run" });
	});

	test("what cannot be done says why: a broken one is not edited, a shipped one not deleted", async () => {
		await open();
		await app.press("down", "enter");
		expect(app.screen().at(-1)).toContain("Unknown key 'elemnts'");
		await app.press("down", "x");
		expect(app.screen().at(-1)).toContain("debian-vm is shipped");
	});

	test("renames; a refusal is shown and the name can be changed", async () => {
		const rename = vi.fn(async (_: string, name: string) => {
			if (name === "mail2") throw refusal("profile-exists", "There is a saved profile 'mail2' already");
			return ["mail-test"];
		});
		const { list } = await open({ rename });
		await app.press("r");
		await app.type("2");
		await app.press("enter");
		await app.waitFor("There is a saved profile 'mail2' already");
		await app.type("b");
		await app.press("enter");
		await app.waitFor("renamed to mail2b, and in mail-test");
		expect(rename).toHaveBeenLastCalledWith("mail", "mail2b");
		expect(list).toHaveBeenCalledTimes(2);
	});

	test("copies, and deletes after a question that names those who extend it", async () => {
		const duplicate = vi.fn(async () => {});
		const remove = vi.fn(async () => "/p/deleted/mail.yaml");
		await open({ duplicate, remove, variants: async () => ["mail-test"] });
		await app.press("d", "enter");
		expect(duplicate).toHaveBeenCalledWith("mail", "my-mail");
		await app.waitFor("copied to my-mail");
		await app.press("x");
		await app.waitFor("mail-test");
		expect(remove).not.toHaveBeenCalled();
		await app.press("enter");
		expect(remove).toHaveBeenCalledWith("mail");
		await app.waitFor("moved to /p/deleted/mail.yaml");
	});

	test("exports as command and as list: copied, or written to a new file", async () => {
		const exported = { command: "disk-image-create vm", list: "- imagename: mail\n", leftOut: ["the title"] };
		const writeFile = vi.fn(async (file: string) => `/work/${file}`);
		const { copy } = await open({ export: async () => exported, writeFile });
		await app.press("E");
		await app.waitFor("disk-image-create vm");
		expect(app.text()).toContain("not in it: the title");
		await app.press("c", "v");
		expect(app.text()).toContain("- imagename: mail");
		await app.press("ctrl-s");
		expect(app.text()).toContain("mail-images.yaml");
		await app.press("enter");
		await app.waitFor("written to /work/mail-images.yaml");
		expect(copy).toHaveBeenCalledWith("disk-image-create vm");
		expect(writeFile).toHaveBeenCalledWith("mail-images.yaml", "- imagename: mail\n");
		await app.press("escape");
		expect(app.text()).toContain("A mail server");
	});

	test("imports what is pasted; of several images the person chooses one, which is not saved yet", async () => {
		const both = [opened("one", { kind: "imported" }), opened("two", { kind: "imported" })];
		const imports = vi.fn(async () => ({ profiles: both, notes: ["-x is left out"] }));
		await open({ import: imports });
		await app.press("I");
		await app.paste("disk-image-create -o one \\\n  vm\n");
		await app.press("enter");
		await app.waitFor("It describes 2 images.");
		expect(imports).toHaveBeenCalledWith("disk-image-create -o one \\ vm");
		await app.press("down", "enter");
		expect(app.route()).toEqual({ screen: "image" });
		expect(app.draft.getState().origin).toMatchObject({ name: "two", kind: "imported" });
		expect(app.screen().at(-1)).toContain("-x is left out");
	});

	test.each(SIZES)("nasty names stay within their rows at %dx%d, with colours and without", async (cols, rows) => {
		const nasty = Object.values(NASTY).map((name) =>
			listed(name, { title: name, file: `/${name}`, profile: { version: 1, title: name, elements: [name] } }),
		);
		for (const colours of ["truecolor", "none"] as const) {
			await open({}, nasty, { cols, rows, colours });
			for (const key of ["down", "down", "r"]) {
				await app.press(key);
				await app.expectFrame();
			}
			await app.press("escape", "down");
			const framed = app.screen().slice(1, rows - 1);
			expect(framed.filter((row) => !/^[╭│╰].*[╮│╯]$/.test(row))).toEqual([]);
			await app.unmount();
		}
		await open({}, PROFILES, { cols, rows });
	});
});
