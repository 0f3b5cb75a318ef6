import { describe, expect, test } from "vitest";
import type { Profile } from "../../../../src/core/profile/profile.js";
import { askedElements, withElement, withoutElement } from "../../../../src/ui/wizard/elements/asked-elements.js";

const profile: Profile = {
	version: 1,
	elements: ["vm", "tinyos"],
	disk: { layout: "mbr", size: "4GiB" },
	user: { name: "ann" },
};

test("names are asked for by themselves, by the layout and by the user", () => {
	expect(Object.fromEntries(askedElements(profile))).toEqual({
		...{ vm: "elements", tinyos: "elements" },
		...{ "block-device-mbr": "layout", devuser: "user" },
	});
});

describe("taking back", () => {
	test.each<[string, Partial<Profile>]>([
		["vm", { elements: ["tinyos"] }],
		["block-device-mbr", { disk: { size: "4GiB" } }],
		["devuser", { user: undefined }],
		["base", { "skip-base": true }],
		["nothing", {}],
	])("%s", (name, change) => {
		expect(withoutElement(profile, name)).toEqual({ ...profile, ...change });
		expect(askedElements(withoutElement(profile, name)).has(name)).toBe(false);
	});

	test("a layout that was all there was of the disk goes with it", () => {
		expect(withoutElement({ version: 1, disk: { layout: "gpt" } }, "block-device-gpt")).toEqual({ version: 1 });
	});
});

test("asking twice changes nothing; asking for base only takes back that it is left out", () => {
	expect(withElement(profile, "devuser")).toBe(profile);
	expect(withElement(profile, "x").elements).toEqual(["vm", "tinyos", "x"]);
	expect(withElement({ version: 1, "skip-base": true }, "base")).toEqual({ version: 1 });
});
