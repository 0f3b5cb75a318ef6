import { expect, test } from "vitest";
import { why } from "../../../src/core/resolve/explain.js";
import type { Resolution } from "../../../src/core/resolve/resolution.js";

const resolution: Resolution = {
	requested: ["vm"],
	selected: [
		{
			name: "bootloader",
			path: "/e/bootloader",
			reason: { kind: "dependency", chain: ["vm"] },
			neededBy: ["vm"],
			deps: [],
			provides: [],
		},
		{ name: "vm", path: "/e/vm", reason: { kind: "requested" }, neededBy: [], deps: ["bootloader"], provides: [] },
	],
	excluded: [],
};

test("why tells what was asked for, the chain of what was not, and that others have no part in it", () => {
	expect(why(resolution, "vm")).toEqual(["vm is asked for"]);
	expect(why(resolution, "bootloader")).toEqual(["bootloader is needed by vm", "vm → bootloader"]);
	expect(why(resolution, "zipl")).toEqual(["zipl is not part of the image: nothing asks for it"]);
});
