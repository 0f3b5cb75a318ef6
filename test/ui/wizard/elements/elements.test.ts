import { expect, test, vi } from "vitest";
import { UserError } from "../../../../src/core/errors.js";
import type { Profile } from "../../../../src/core/profile/profile.js";
import { catalogueServices, type FakeElement, fakeCatalogue, hooks } from "../../../support/fake-catalogue.js";
import { fakeServices } from "../../../support/fake-services.js";
import { openStep, STEP_SIZES } from "../../../support/open-step.js";

const ELEMENTS: Readonly<Record<string, FakeElement>> = {
	base: { title: "Part of every image", category: "packages", deps: ["pkg-map"] },
	"pkg-map": { title: "Names of packages", category: "tools" },
	vm: {
		title: "Bootable disk",
		category: "boot",
		deps: ["block-device", "bootloader"],
		dirs: hooks("install", "10-vm"),
	},
	bootloader: { title: "GRUB", category: "boot" },
	"block-device-mbr": { title: "Old table", category: "block-device", provides: ["block-device"] },
	"block-device-gpt": { title: "New table", category: "block-device", provides: ["block-device"] },
	tinyos: { title: "A tiny system", category: "operating-system", provides: ["operating-system"] },
	// A name that tries to clear the screen, with a wide and a combining character.
	"evil\u001b[2J包e\u0301": { deps: [] },
};
const PROFILE: Profile = { version: 1, name: "mine", elements: ["tinyos", "vm"], disk: { layout: "mbr" } };

function open(
	part: Partial<Parameters<typeof openStep>[0]> = {},
	services = catalogueServices(fakeCatalogue(ELEMENTS)),
) {
	return openStep({ services: fakeServices(services), step: "elements", profile: PROFILE, ...part });
}

test("marks what is chosen, pulled in, replaced and free, with the tree beside it", async () => {
	const screen = await open();
	const text = await screen.waitFor("Image");
	expect(text).toMatch(/\[x\] tinyos/);
	expect(text).toMatch(/\[·\] bootloader +for vm/);
	expect(text).toMatch(/\[x\] block-device-mbr +the disk/);
	expect(text).toMatch(/\[ \] block-device-gpt +not with b/);
	expect(text).toMatch(/├─ \[-\] block-device {2}provided by block-d/);
	expect(text).toContain("└─ bootloader");
});

test("a conflict is explained with the choices that solve it, and a digit makes one", async () => {
	const screen = await open();
	await screen.waitFor("Image");
	await screen.press("/");
	await screen.type("gpt");
	await screen.press("enter", "space");
	const text = await screen.waitFor("These cannot be in one image");
	expect(text).toMatch(/1 {2}remove block-device-/);
	expect(text).toMatch(/2 {2}remove block-device-/);
	expect(text).toContain("Before the last choice");
	await screen.press(/1 {2}remove block-device-mbr/.test(text) ? "1" : "2");
	await screen.waitFor((now) => !now.includes("These cannot"));
	expect(screen.draft.getState().build.profile).toMatchObject({ elements: ["tinyos", "vm", "block-device-gpt"] });
	expect(screen.draft.getState().build.profile.disk).toBeUndefined();
});

test("letters typed into the filter are never keys, escape brings everything back", async () => {
	const screen = await open();
	await screen.waitFor("Image");
	await screen.press("/");
	await screen.type("q?v]bo !grub");
	expect(screen.text()).toContain("/ q?v]bo !grub");
	expect(screen.text()).toContain("no element matches");
	await screen.press("escape");
	expect(screen.text()).toContain("[x] tinyos");
	expect(screen.router.getState().stack.at(-1)).toEqual({ screen: "step", step: "elements" });
});

test("a pasted text of several lines is one filter", async () => {
	const screen = await open();
	await screen.waitFor("Image");
	await screen.press("/");
	await screen.paste("block\ngpt\n");
	await screen.waitFor("/ block gpt");
	expect(screen.text()).toContain("block-device-gpt");
	expect(screen.text()).not.toContain("[x] block-device-mbr");
});

test("what others need stays, and why is said; enter goes on", async () => {
	const screen = await open();
	await screen.waitFor("Image");
	await screen.press("/");
	await screen.type("bootl");
	await screen.press("enter", "space");
	await screen.waitFor("bootloader stays: it is needed for vm");
	await screen.press("enter");
	expect(screen.router.getState().stack.at(-1)).toEqual({ screen: "step", step: "variables" });
});

test("branches of the tree fold", async () => {
	const screen = await open();
	await screen.waitFor("Image");
	await screen.press("tab", "left");
	await screen.waitFor(/▸ base +added by a rule|▸ base/);
	expect(screen.text()).not.toContain("└─ pkg-map");
	await screen.press("right");
	await screen.waitFor("└─ pkg-map");
});

test("an elements path that disappears is told, and what was read stays", async () => {
	const services = catalogueServices(fakeCatalogue(ELEMENTS));
	let gone = false;
	const load = services.catalogue.load;
	services.catalogue.load = async () => {
		if (gone) throw new UserError({ code: "elements-path", message: "/e is not a directory", next: ["Put it back."] });
		return load();
	};
	const screen = await open({}, services);
	await screen.waitFor("Image");
	gone = true;
	await screen.press("ctrl-r");
	const text = await screen.waitFor("/e is not a directory");
	expect(text).toContain("Put it back.");
	expect(text).toContain("[x] tinyos");
});

test("what makes a plan impossible is told where elements are chosen", async () => {
	const services = catalogueServices(
		fakeCatalogue({ ...ELEMENTS, twice: { title: "Again", dirs: hooks("install", "10-vm") } }),
	);
	const screen = await open({ profile: { ...PROFILE, elements: ["tinyos", "vm", "twice"] } }, services);
	const text = await screen.waitFor("This cannot be built yet");
	expect(text).toContain("duplicated hook");
});

test.each(STEP_SIZES)("fits %ix%i and stays what Ink laid out", async (cols, rows) => {
	const screen = await open({ cols, rows });
	await screen.waitFor("[x] tinyos");
	await screen.press("end", "v", "tab", "down", "tab", "right");
	await screen.expectFrame();
	expect(Math.max(...screen.screen().map((line) => line.length))).toBeLessThanOrEqual(cols);
	expect(screen.text()).not.toContain("[2J");
	for (const line of screen.screen().slice(1, -1)) expect(line).toMatch(/[│╮╯]$/);
});

test("without colours the marks still tell everything", async () => {
	const screen = await open({ colours: "none" });
	const text = await screen.waitFor("Image");
	expect(text).toContain("❯ [x] tinyos");
});

test("p adds packages, completed from the release's own list; what it does not have is marked", async () => {
	const parts = catalogueServices(fakeCatalogue(ELEMENTS), {
		env: { DIB_RELEASE: "bookworm", DIB_DISTRIBUTION_MIRROR: "http://m.example/debian" },
	});
	const names = vi.fn(async () => ["curl", "htop", "python3-htop"]);
	const services = fakeServices({ ...parts, packages: { names } });
	const screen = await openStep({ services, step: "elements", profile: PROFILE });
	await screen.waitFor("Image");
	await screen.press("p");
	await screen.waitFor("3 known of bookworm");
	expect(names).toHaveBeenCalledWith(
		expect.objectContaining({ url: "http://m.example/debian", suite: "bookworm", architecture: "amd64" }),
	);
	await screen.type("hto");
	await screen.waitFor(/❯ \[ \] htop/);
	await screen.press("enter");
	await screen.waitFor(/❯ \[x\] htop/);
	await screen.type("htopp");
	await screen.waitFor(/❯ \[ \] htopp +▲ not in the list of bookworm/);
	await screen.press("enter");
	await screen.waitFor(/\[x\] htopp +▲ not in the list/);
	await screen.press("down", "enter");
	await screen.settle();
	expect(screen.draft.getState().build.profile.packages).toEqual(["htop"]);
	await screen.press("escape");
	await screen.waitFor("Image");
	screen.router.getState().back();
	await screen.settle();
});
