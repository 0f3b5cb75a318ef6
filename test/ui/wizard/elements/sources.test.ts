import { expect, test, vi } from "vitest";
import { UserError } from "../../../../src/core/errors.js";
import type { Profile } from "../../../../src/core/profile/profile.js";
import type { Services } from "../../../../src/ui/services/services.js";
import type { ListedSource } from "../../../../src/ui/services/sources.js";
import { catalogueServices, fakeCatalogue } from "../../../support/fake-catalogue.js";
import { fakeServices, refusal } from "../../../support/fake-services.js";
import { NASTY } from "../../../support/open-app.js";
import { openStep, STEP_SIZES } from "../../../support/open-step.js";

const OLD = "0123456789ab".padEnd(40, "0");
const NEW = "fedcba987654".padEnd(40, "0");
const house = (commit: string) => ({ name: "house", from: "https://host/house.git", commit });
const HOUSE: ListedSource = {
	...{ name: "house", version: NEW, origin: "https://host/house.git", committed: "2025-12-29T12:00:00Z" },
	...{ elements: 12, pin: house(NEW) },
	problems: [{ element: "bad", message: "the title is missing", file: "elements/bad/element.yaml", line: 3 }],
};
const DIB: ListedSource = {
	...{
		name: "diskimage-builder",
		version: "3.13.0",
		origin: "/usr/lib/python3/dist-packages/diskimage_builder/elements",
	},
	...{ by: "Debian package python3-diskimage-builder", elements: 118, problems: [] },
	pin: { name: "diskimage-builder", installed: "3.13.0" },
};
const CATALOGUE = {
	...fakeCatalogue({
		base: { title: "Part of every image" },
		tinyos: { title: "Tiny", provides: ["operating-system"] },
	}),
	path: ["/home/me/elements", "/e"],
};

function open(
	sources: Partial<Services["sources"]>,
	profile: Partial<Profile> = {},
	size: { cols?: number; rows?: number } = {},
) {
	const known = { list: async () => [HOUSE, DIB], missing: async () => [], ...sources };
	const services = fakeServices({ ...catalogueServices(CATALOGUE), sources: known });
	return openStep({ services, step: "elements", profile: { version: 1, elements: ["tinyos"], ...profile }, ...size });
}

async function openSources(...given: Parameters<typeof open>) {
	const screen = await open(...given);
	await screen.waitFor("tinyos");
	await screen.press("s");
	await screen.waitFor("Where the elements come from");
	return { ...screen, sources: () => screen.draft.getState().build.profile.sources };
}

test("shows the elements path and what could be put on it, with origin, commit, age and problems", async () => {
	const screen = await openSources({});
	const text = await screen.waitFor("118 elements");
	expect(text).toMatch(/Your own, on ELEMENTS_PATH\s+│[\s\S]*\/home\/me\/elements {2}0 elements/);
	expect(text).toMatch(/▲ \[ \] house +fedcba987654 {2}12 elements/);
	expect(text).toMatch(/\[ \] diskimage-builder +3\.13\.0 {2}118 elements/);
	expect(text).toMatch(/Built in[\s\S]*\/e {2}2 elements/);
	expect(text).toMatch(/from +https:\/\/host\/house\.git/);
	expect(text).toMatch(/made +3d ago/);
	expect(text).toMatch(/▲ bad: the title is missing\s+│\n.*elements\/bad\/element\.yaml:3/);
	await screen.press("down");
	await screen.waitFor(/by +Debian package/);
});

test("space puts a collection on the path and takes it off; escape leads back", async () => {
	const screen = await openSources({});
	await screen.waitFor("118 elements");
	await screen.press("space");
	await screen.waitFor("[x] house");
	expect(screen.sources()).toEqual([house(NEW)]);
	await screen.press("down", "space");
	await screen.waitFor("2 chosen");
	expect(screen.sources()).toEqual([house(NEW), DIB.pin]);
	await screen.press("up", "space");
	await screen.waitFor("1 chosen");
	expect(screen.sources()).toEqual([DIB.pin]);
	await screen.waitFor(/❯ ▲ \[ \] house/);
	await screen.press("escape");
	await screen.waitFor("Image");
});

test("a profile keeps its commit until somebody moves it", async () => {
	const screen = await openSources({}, { sources: [house(OLD)] });
	await screen.waitFor(/\[x\] house +0123456789ab {2}this host has another one/);
	await screen.press("u");
	await screen.waitFor(/\[x\] house +fedcba987654 {2}12 elements/);
	expect(screen.sources()).toEqual([house(NEW)]);
});

test("what is missing is told, and enter fetches it", async () => {
	let here = false;
	const screen = await openSources(
		{
			list: async () => [],
			missing: async () => (here ? [] : ["house"]),
			fetch: async () => {
				here = true;
			},
		},
		{ sources: [house(OLD)] },
	);
	await screen.waitFor(/✖ \[x\] house +0123456789ab {2}not on this host/);
	await screen.waitFor("enter fetch it");
	await screen.press("enter");
	await screen.waitFor("not added here");
});

test("the elements of a draft whose collection is missing cannot be read, and the way to it stays open", async () => {
	const services = catalogueServices(CATALOGUE);
	services.catalogue.load = async () => {
		throw new UserError({ code: "source-missing", message: "house is not here", next: ["Press s."] });
	};
	const sources = { list: async () => [], missing: async () => ["house"] };
	const screen = await openStep({
		services: fakeServices({ ...services, sources }),
		step: "elements",
		profile: { version: 1, sources: [house(OLD)] },
	});
	await screen.waitFor("Press s.");
	await screen.press("s");
	await screen.waitFor("not on this host");
});

test("a fetch that fails is told with the next step", async () => {
	const fetch = async () => {
		throw new UserError({ code: "source-unreachable", message: "nobody answers", next: ["Try it yourself."] });
	};
	const screen = await openSources({ missing: async () => ["house"], fetch }, { sources: [house(OLD)] });
	await screen.waitFor("not on this host");
	await screen.press("enter");
	await screen.waitFor("Try it yourself.");
	await screen.press("escape");
	await screen.waitFor("not on this host");
});

test("a new collection is added by its address, and chosen", async () => {
	const asked: string[] = [];
	const added: ListedSource[] = [];
	const screen = await openSources({
		list: async () => added,
		add: async (from) => {
			asked.push(from);
			if (from === "x") throw new UserError({ code: "no-such-folder", message: "/work/x is not a folder" });
			added.push(HOUSE);
			return HOUSE;
		},
	});
	await screen.waitFor("none yet, a adds one");
	await screen.press("a");
	await screen.waitFor("Add a collection of elements");
	await screen.type("x");
	await screen.press("enter");
	await screen.waitFor("/work/x is not a folder");
	await screen.press("backspace");
	await screen.type("https://host/house.git");
	await screen.press("enter");
	await screen.waitFor("[x] house");
	expect(asked).toEqual(["x", "https://host/house.git"]);
	expect(screen.sources()).toEqual([house(NEW)]);
});

test.each(STEP_SIZES)("nothing breaks at %ix%i, whatever the texts are", async (cols, rows) => {
	const nasty = Object.values(NASTY).map((text, index) => ({ ...HOUSE, name: `${index}${text}`, origin: text }));
	const screen = await openSources({ list: async () => [...nasty, DIB] }, {}, { cols, rows });
	await screen.settle();
	await screen.expectFrame();
	await screen.press("down", "down");
	await screen.expectFrame();
});

test("a live folder stands in front of the path, is remembered, and can be taken off", async () => {
	const update = vi.fn();
	const liveFolder = vi.fn(async (path: string) => {
		if (path !== "~/mine") throw refusal("no-elements", `${path}: there is no element in it`);
		return "/home/me/mine";
	});
	const list = async () => [];
	const known = { liveFolder, list, missing: list };
	const services = fakeServices({ ...catalogueServices(CATALOGUE), sources: known, preferences: { update } });
	const screen = await openStep({ services, step: "elements", profile: { version: 1, elements: ["tinyos"] } });
	await screen.waitFor("tinyos");
	await screen.press("s");
	await screen.waitFor("none yet, a adds one");
	await screen.press("A");
	await screen.type("~/min");
	await screen.press("enter");
	await screen.waitFor("there is no element in it");
	await screen.type("e");
	await screen.press("enter");
	await screen.waitFor(/❯ +\[x\] \/home\/me\/mine/);
	expect(screen.draft.getState().build.elementsPath).toEqual(["/home/me/mine"]);
	expect(update).toHaveBeenCalledWith({ elementsPaths: ["/home/me/mine"] });
	await screen.press("space");
	await screen.waitFor("none yet, a adds one");
	expect(screen.draft.getState().build.elementsPath).toBeUndefined();
});
