import fc from "fast-check";
import { expect, test } from "vitest";
import { differenceFrom, sameProfile } from "../../../src/core/profile/difference.js";
import { editProfileText, profileText } from "../../../src/core/profile/edit.js";
import { inheritable, mergeProfiles } from "../../../src/core/profile/merge.js";
import { parseProfile } from "../../../src/core/profile/parse.js";
import type { Profile } from "../../../src/core/profile/profile.js";
import { anyProfile } from "../../support/random-profiles.js";

const base: Profile = { version: 1, release: "bookworm", elements: ["vm", "os"], variables: { A: "1" }, offline: true };

test("only what differs is left", () => {
	const profile: Profile = {
		...base,
		extends: "base",
		release: "trixie",
		elements: ["os", "vm", "web"],
		variables: { A: "1", B: "2" },
	};
	expect(differenceFrom(base, profile)).toEqual({
		version: 1,
		extends: "base",
		release: "trixie",
		elements: ["web"],
		variables: { B: "2" },
	});
});

test.each<[string, Profile]>([
	["an element", { ...base, elements: ["vm"] }],
	["a variable", { ...base, variables: {} }],
	["a value", { version: 1, elements: ["vm", "os"], variables: { A: "1" }, release: "bookworm" }],
])("a variant cannot take %s away", (_, profile) => {
	expect(differenceFrom(base, profile)).toBeUndefined();
});

test("whatever is laid over a base is found again", () => {
	fc.assert(
		fc.property(anyProfile, anyProfile, (below, above) => {
			const whole = mergeProfiles(inheritable(below), { ...above, extends: "base" });
			const difference = differenceFrom(below, whole) as Profile;
			expect(sameProfile(mergeProfiles(inheritable(below), difference), whole)).toBe(true);
		}),
	);
});

test("a text that is edited says what it should", () => {
	fc.assert(
		fc.property(anyProfile, anyProfile, (before, after) => {
			const text = `# mine\n${profileText(before)}`;
			const edited = editProfileText(text, after);
			expect(edited).toMatch(/^# mine\n/);
			expect(parseProfile(edited, "x").profile).toEqual(after);
			expect(editProfileText(edited, after)).toBe(edited);
		}),
	);
});

test("comments, order and style stay", () => {
	const text = `# Our web server.
release: bookworm # until spring
version: 1

elements:
- vm # always
- old
# the server
- nginx
disk: {size: 4GiB, layout: efi}
title: Web   # for people
`;
	const profile: Profile = {
		version: 1,
		release: "trixie",
		elements: ["vm", "nginx", "growroot"],
		disk: { size: "8GiB", layout: "efi" },
		title: "Web",
		offline: true,
	};
	expect(editProfileText(text, profile)).toBe(`# Our web server.
release: trixie # until spring
version: 1

elements:
- vm # always
# the server
- nginx
- growroot
disk: { size: 8GiB, layout: efi }
title: Web # for people
offline: true
`);
});
