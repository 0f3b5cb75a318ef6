import { expect, test } from "vitest";
import { exclusionsOf } from "../../../src/core/explore/exclusions.js";
import { whatIf } from "../../../src/core/explore/what-if.js";
import { why } from "../../../src/core/resolve/explain.js";
import { catalogueOf } from "../../support/catalogue.js";

const catalogue = () =>
	catalogueOf({
		debian: { provides: ["operating-system"], deps: ["cloud"] },
		ubuntu: { provides: ["operating-system"] },
		signed: { deps: ["ubuntu"] },
		cloud: { deps: ["lib"] },
		cirrus: { provides: ["cloud"] },
		lib: {},
		broken: { deps: ["nowhere"] },
		base: {},
	});

test("what it provides, who needs that, and whether it is an element", async () => {
	expect(exclusionsOf("cirrus", await catalogue()).provides).toEqual([
		{ name: "cloud", kind: "element", neededBy: ["debian"] },
	]);
	expect(exclusionsOf("ubuntu", await catalogue()).provides).toEqual([
		{ name: "operating-system", kind: "virtual", neededBy: [] },
	]);
});

test("what replaces it", async () => {
	expect(exclusionsOf("cloud", await catalogue()).replacedBy).toEqual(["cirrus"]);
});

test("conflicts, through dependencies too; other failures are none", async () => {
	const { conflicts } = exclusionsOf("debian", await catalogue());
	expect(conflicts.map(({ name }) => name)).toEqual(["signed", "ubuntu"]);
	expect(conflicts[0]?.why).toBe("operating-system: already provided by debian, and ubuntu provides it too");
	expect(exclusionsOf("cloud", await catalogue()).conflicts.map(({ name }) => name)).toEqual(["cirrus"]);
	expect(exclusionsOf("broken", await catalogue()).conflicts).toEqual([]);
});

test("a virtual name excludes nothing", async () => {
	expect(exclusionsOf("operating-system", await catalogue())).toEqual({
		provides: [],
		replacedBy: ["debian", "ubuntu"],
		conflicts: [],
	});
});

test("what an image of an element holds, with a system where it has none", async () => {
	const elements = await catalogue();
	const own = whatIf(["debian"], elements, "amd64");
	expect(why(own, "lib")).toEqual(["lib is needed by cloud", "debian → cloud → lib"]);
	const assumed = whatIf(["cloud"], elements, "amd64");
	expect(assumed.selected.map(({ name }) => name)).toEqual(["base", "cloud", "lib"]);
	expect(assumed.requested).toEqual(["base", "cloud"]);
	expect(why(assumed, "base")[0]).toContain("added by a rule");
	expect(() => whatIf(["broken"], elements, "amd64")).toThrow("Element 'nowhere' not found");
});
