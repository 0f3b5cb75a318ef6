import { describe, expect, test, vi } from "vitest";
import { UserError } from "../../../src/core/errors.js";
import type { Services } from "../../../src/ui/services/services.js";
import { catalogueServices, type FakeElement, fakeCatalogue, hooks } from "../../support/fake-catalogue.js";
import { fakeServices } from "../../support/fake-services.js";
import { NASTY, openApp, SIZES } from "../../support/open-app.js";
import type { InkScreenOptions } from "../../support/terminal/ink-screen.js";

const ELEMENTS: Readonly<Record<string, FakeElement>> = {
	base: { title: "Part of every image", category: "packages", deps: ["pkg-map"] },
	"pkg-map": { title: "Names of packages", category: "tools" },
	vm: {
		title: "Bootable disk",
		category: "boot",
		deps: ["block-device", "bootloader"],
		dirs: hooks("install", "10-vm"),
	},
	bootloader: { title: "GRUB", category: "boot", deps: ["pkg-map"], dirs: hooks("finalise", "50-grub") },
	mbr: { title: "Old table", category: "block-device", provides: ["block-device"] },
	guessed: { deps: [] },
	[NASTY.laden]: { deps: [NASTY.wide], provides: [NASTY.combining], dirs: hooks("install", NASTY.laden) },
};
const HOOK = ["#!/bin/bash", "set -eu", ...Array.from({ length: 90 }, (_, index) => `echo line ${index + 3}`)].join(
	"\n",
);
const README = `vm\n==\n\nMakes a disk.\n\n\u001b[2J\u001b[31mescape\u001b[0m and ${NASTY.wide} ${NASTY.combining}\n`;

function services(part: Partial<Services["catalogue"]> = {}): ReturnType<typeof catalogueServices> {
	const made = catalogueServices(fakeCatalogue(ELEMENTS));
	Object.assign(made.catalogue, {
		readme: async ({ name, path }: { name: string; path: string }) =>
			name === "guessed" ? undefined : { file: `${path}/README.rst`, format: "rst" as const, text: README },
		file: async ({ path: folder }: { path: string }, path: string) => ({
			...{ path, file: `${folder}/${path}`, text: HOOK, executable: true, binary: false },
		}),
		...part,
	});
	return made;
}

const start = (
	element?: string,
	made: Partial<Services> = services() as Partial<Services>,
	options: InkScreenOptions = { cols: 120, rows: 40 },
) =>
	openApp(
		fakeServices(made as Parameters<typeof fakeServices>[0]),
		{ screen: "explorer", ...(element === undefined ? {} : { element }) },
		options,
	);

test("who comes back finds cursor and views as they were left", async () => {
	const screen = await start();
	await screen.waitFor("Old table");
	await screen.press("down", "down", "3");
	const before = screen.screen().slice(0, -1);
	await screen.press("escape", "escape");
	expect(screen.route()).toEqual({ screen: "home" });
	screen.router.getState().go({ screen: "explorer" });
	await screen.settle();
	await screen.waitFor((text) => text.split("\n").slice(0, -1).join("\n") === before.join("\n"));
});

test("lists elements by category with signs, and shows the one that is highlighted", async () => {
	const screen = await start();
	const text = await screen.waitFor("Old table");
	expect(text).toMatch(/Block devices {2}1/);
	expect(text).toMatch(/❯ mbr +◇/);
	expect(text).toMatch(/guessed +~/);
	expect(text).toMatch(/◇ provides +block-device/);
	await screen.press("down");
	await screen.waitFor(/depends on +block-device, bootloader/);
	await screen.expectFrame();
});

test("letters typed into the filter are never keys, and what fits best is shown beside it", async () => {
	const screen = await start();
	await screen.waitFor("Old table");
	await screen.press("/");
	await screen.type("pkgq");
	expect(screen.text()).toContain("no element matches");
	await screen.press("backspace");
	await screen.waitFor("Names of packages");
	await screen.press("enter", "2", "escape");
	await screen.waitFor("pkg-map depends on nothing.");
	expect(screen.text()).toMatch(/❯ pkg-map/);
	await screen.press("/");
	await screen.type("!boot !block");
	expect(screen.text()).not.toMatch(/ vm /);
});

test("a name of the tree is followed, and escape goes back along the path to the row one left", async () => {
	const screen = await start("vm");
	await screen.waitFor("Bootable disk");
	await screen.press("2");
	await screen.waitFor("├─ block-device");
	await screen.press("down");
	await screen.waitFor("❯ └─ bootloader");
	await screen.press("enter");
	await screen.waitFor("explore › vm › bootloader");
	await screen.press("enter");
	await screen.waitFor("explore › vm › bootloader › pkg-map");
	await screen.press("escape", "escape");
	await screen.waitFor("❯ └─ bootloader");
	await screen.press("escape");
	expect(screen.route()).toEqual({ screen: "explorer", element: "vm" });
	await screen.press("escape");
	expect(screen.route()).toEqual({ screen: "home" });
});

test("branches fold, and stay folded on the way back", async () => {
	const screen = await start("vm");
	await screen.waitFor("Bootable disk");
	await screen.press("2", "down", "left");
	const folded = await screen.waitFor(/▸ (bootloader) {2}1 below/);
	expect(folded).not.toContain("└─ pkg-map");
	await screen.press("enter");
	await screen.waitFor("vm › bootloader");
	await screen.press("escape");
	await screen.waitFor("▸ bootloader");
	await screen.press("right");
	await screen.waitFor("└─ pkg-map");
});

test("the text of a hook is searched, hit by hit, and opened in the editor at the line that is seen", async () => {
	const edited: unknown[] = [];
	const terminal = { edit: async (...where: unknown[]) => void edited.push(where) };
	const screen = await start("vm", { ...services(), terminal } as unknown as Partial<Services>);
	await screen.waitFor("Bootable disk");
	await screen.press("6", "enter");
	await screen.waitFor("vm / install.d/10-vm");
	expect(screen.text()).toMatch(/ 2 {2}set -eu/);
	await screen.press("/");
	await screen.type("line 7");
	await screen.waitFor("hit 1 of 11");
	await screen.press("enter", "n");
	await screen.waitFor("hit 2 of 11");
	await screen.press("N", "N");
	await screen.waitFor("hit 11 of 11");
	await screen.press("escape");
	await screen.waitFor((text) => !text.includes("hit "));
	await screen.press("g", "down", "e");
	await expect.poll(() => edited).toEqual([["/e/vm/install.d/10-vm", 2]]);
});

test("checks run when asked for, and a finding opens the file at its line", async () => {
	let asked = 0;
	const finding = {
		...{ rule: "indent", severity: "warning" as const, element: "vm" },
		...{ place: { file: "/e/vm/install.d/10-vm", line: 60 }, message: "a tab", cure: "use blanks" },
	};
	const check = async () => {
		asked += 1;
		return { findings: [finding], missingTools: [] };
	};
	const screen = await start("vm", services({ check }) as Partial<Services>);
	await screen.waitFor("Bootable disk");
	await screen.press("9");
	await screen.waitFor("enter checks vm");
	expect(asked).toBe(0);
	await screen.press("enter");
	await screen.waitFor("install.d/10-vm:60");
	await screen.press("enter");
	const text = await screen.waitFor("echo line 60");
	expect(text).toContain("echo line 70");
	expect(asked).toBe(1);
});

test("why and needed by are asked of the same catalogue", async () => {
	const screen = await start("bootloader");
	await screen.waitFor("GRUB");
	await screen.press("3");
	await screen.waitFor("1 directly, 0 through others");
	await screen.press("w");
	await screen.waitFor("In an image of bootloader");
	await screen.press("G");
	await screen.waitFor("pkg-map is needed by");
});

test("y copies the element, the file that a row leads to, and a line of it", async () => {
	const copy = vi.fn(() => "sent");
	const screen = await start("vm", { ...services(), terminal: { copy } } as never);
	await screen.waitFor("Bootable disk");
	await screen.press("6");
	await screen.waitFor("install.d");
	await screen.press("G", "y", "enter");
	await screen.waitFor("echo line 10");
	await screen.press("y", "escape", "escape", "y");
	await screen.waitFor("its name: sent");
	expect(copy.mock.calls).toEqual([["/e/vm/install.d/10-vm"], ["#!/bin/bash"], ["vm"]]);
});

test("a name that elements only provide leads to its providers", async () => {
	const screen = await start("block-device");
	await screen.waitFor("block-device is not an element");
	await screen.press("enter");
	await screen.waitFor("Old table");
});

test("an elements path that disappears is told with its cure, the rest stays usable", async () => {
	const made = services();
	const { load } = made.catalogue;
	let gone = false;
	const lost = () => new UserError({ code: "element-gone", message: "/e is not there", next: ["Put it back."] });
	made.catalogue.load = async () => {
		if (gone) throw lost();
		return load();
	};
	made.catalogue.readme = async () => {
		throw lost();
	};
	const screen = await start("vm", made as Partial<Services>);
	await screen.waitFor("Bootable disk");
	gone = true;
	await screen.press("8");
	await screen.waitFor("Put it back.");
	await screen.press("ctrl-r");
	await screen.waitFor("The elements cannot be read any more");
	await screen.press("2");
	await screen.waitFor("├─ block-device");
	gone = false;
	await screen.press("ctrl-r");
	await screen.waitFor((text) => !text.includes("cannot be read any more"));
});

describe.each(SIZES)("at %ix%i", (cols, rows) => {
	test("every view of a nasty element is what Ink laid out, with and without colours", async () => {
		for (const colours of ["truecolor", "none"] as const) {
			const screen = await start(NASTY.laden, services() as Partial<Services>, { cols, rows, colours });
			await screen.waitFor(/1(?: about)/);
			for (const view of ["1", "2", "3", "4", "5", "6", "enter", "7", "8", "9", "tab"] as const) {
				await screen.press(view);
				await screen.settle();
				await screen.expectFrame();
				expect(screen.screen().at(-1)).toContain("?");
			}
			expect(screen.text()).not.toMatch(/[\u001b\u0007]/);
			await screen.unmount();
		}
	});
});
