import { expect, test } from "vitest";
import { packageComplaint, packageRows, toggledPackage } from "../../../../src/ui/wizard/elements/choose-packages.js";

const NAMES = ["curl", "htop", "libcurl4", "python3-htop"];

test("what begins as typed comes first, what is typed can always be taken, and is marked where it is not known", () => {
	const rows = packageRows("htop", ["htop"], NAMES);
	expect(rows).toEqual([
		{ name: "htop", chosen: true, unknown: false },
		{ name: "python3-htop", chosen: false, unknown: false },
	]);
	expect(packageRows("cur", [], NAMES).map(({ name }) => name)).toEqual(["curl", "libcurl4", "cur"]);
	expect(packageRows("htopp", [], NAMES)).toEqual([{ name: "htopp", chosen: false, unknown: true }]);
	expect(packageRows("htopp", [], undefined)).toEqual([{ name: "htopp", chosen: false, unknown: false }]);
	expect(packageRows(" ", ["old"], NAMES)).toEqual([{ name: "old", chosen: true, unknown: true }]);
});

test("choosing twice takes it back, and the last one leaves no key in the profile", () => {
	const one = toggledPackage({ version: 1 }, "curl");
	expect(one.packages).toEqual(["curl"]);
	expect(toggledPackage(one, "htop").packages).toEqual(["curl", "htop"]);
	expect(toggledPackage(one, "curl")).toEqual({ version: 1 });
});

test.each(["curl", "libstdc++6", "g++", "foo=1.2-3", "foo:arm64", "@group"])("%s may be a package or not", (name) => {
	expect(packageComplaint(name) === undefined).toBe(name !== "@group");
});
