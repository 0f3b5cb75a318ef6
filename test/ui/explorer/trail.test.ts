import { describe, expect, test } from "vitest";
import {
	back,
	follow,
	here,
	moveTo,
	names,
	openFile,
	startAt,
	type Trail,
	turnTo,
} from "../../../src/ui/explorer/trail.js";

const VM: Trail = [{ element: "vm", view: "hooks" }];
const WALKED: Trail = [
	{ element: "vm", view: "tree", cursor: 3 },
	{ element: "bootloader", view: "tree" },
];
const READING: Trail = [
	{ element: "vm", view: "hooks", cursor: 2 },
	{ element: "vm", view: "hooks", file: { path: "install.d/50-x" }, cursor: 40 },
];

describe("a path through the catalogue", () => {
	test.each<[string, Trail, Trail]>([
		[
			"another element of the list begins a new path from the same side",
			startAt(WALKED, "base"),
			[{ element: "base", view: "tree" }],
		],
		["a name is followed", follow(VM, "base"), [...VM, { element: "base", view: "hooks" }]],
		["its own name leads nowhere", follow(VM, "vm"), VM],
		[
			"a file is opened",
			openFile(VM, { path: "a", line: 3 }),
			[...VM, { element: "vm", view: "hooks", file: { path: "a", line: 3 } }],
		],
		[
			"another side is the same place",
			turnTo(WALKED, "why"),
			[WALKED[0] as Trail[0], { element: "bootloader", view: "why" }],
		],
		["the same side changes nothing", turnTo(WALKED, "tree"), WALKED],
		["another side closes a file", turnTo(READING, "readme"), [{ element: "vm", view: "readme" }]],
		["the same side closes a file too", turnTo(READING, "hooks"), [{ element: "vm", view: "hooks" }]],
		[
			"the cursor belongs to the place",
			moveTo(WALKED, 7),
			[WALKED[0] as Trail[0], { element: "bootloader", view: "tree", cursor: 7 }],
		],
		["back is where one was", back(WALKED), [{ element: "vm", view: "tree", cursor: 3 }]],
		["back from a file is its view as it was left", back(READING), [{ element: "vm", view: "hooks", cursor: 2 }]],
		["there is nothing before the first place", back(VM), VM],
	])("%s", (_, got, wanted) => {
		expect(got).toEqual(wanted);
	});

	test("the last place is shown, its names are the crumbs", () => {
		expect(here(WALKED)).toBe(WALKED[1]);
		expect(names([...WALKED, { element: "bootloader", view: "tree", file: { path: "x" } }])).toEqual([
			"vm",
			"bootloader",
		]);
	});
});
