import { describe, expect, test } from "vitest";
import { dependantsOf } from "../../../src/core/explore/dependants.js";
import { dependantTree, dependencyTree, treeLines } from "../../../src/core/explore/dependency-tree.js";
import { catalogueOf } from "../../support/catalogue.js";

const catalogue = () =>
	catalogueOf({
		web: { deps: ["tools", "disk", "mailer", "loop"] },
		tools: { deps: ["lib"] },
		lib: {},
		loop: { deps: ["pool", "lib"] },
		pool: { deps: ["loop"] },
		mbr: { provides: ["disk"] },
		gpt: { provides: ["disk", "lib"] },
	});

describe("dependency tree", () => {
	test("shows what is repeated, missing, provided, and cycles", async () => {
		expect(treeLines(dependencyTree("web", await catalogue()))).toEqual([
			"web",
			"├─ disk (provided by gpt, mbr)",
			"├─ loop",
			"│  ├─ lib (provided by gpt)",
			"│  └─ pool",
			"│     └─ loop (a cycle)",
			"├─ mailer (no element has or provides this name)",
			"└─ tools",
			"   └─ lib (provided by gpt)",
		]);
	});

	test("shows children once", async () => {
		const elements = await catalogueOf({ a: { deps: ["b", "c"] }, b: { deps: ["d"] }, c: { deps: ["b"] }, d: {} });
		expect(treeLines(dependencyTree("a", elements))).toEqual(["a", "├─ b", "│  └─ d", "└─ c", "   └─ b (see above)"]);
	});

	test("says what kind each name is", async () => {
		const { children } = dependencyTree("web", await catalogue());
		expect(children.map(({ name, kind }) => [name, kind])).toEqual([
			["disk", "virtual"],
			["loop", "element"],
			["mailer", "missing"],
			["tools", "element"],
		]);
	});

	test("an element that depends on itself is a cycle", async () => {
		expect(treeLines(dependencyTree("a", await catalogueOf({ a: { deps: ["a"] } })))).toEqual(["a", "└─ a (a cycle)"]);
	});

	test("turned upside down", async () => {
		expect(treeLines(dependantTree("lib", await catalogue()))).toEqual([
			"lib (provided by gpt)",
			"├─ loop",
			"│  ├─ pool",
			"│  │  └─ loop (a cycle)",
			"│  └─ web",
			"└─ tools",
			"   └─ web",
		]);
	});
});

describe("dependants", () => {
	test("direct, through others by the shortest way, and of provided names", async () => {
		expect(dependantsOf("lib", await catalogue())).toEqual({
			direct: ["loop", "tools"],
			transitive: [
				{ name: "pool", through: ["loop"] },
				{ name: "web", through: ["loop"] },
			],
			provided: [],
		});
		expect(dependantsOf("mbr", await catalogue()).provided).toEqual([{ name: "disk", neededBy: ["web"] }]);
	});

	test("of a virtual name, and of nothing", async () => {
		expect(dependantsOf("disk", await catalogue()).direct).toEqual(["web"]);
		expect(dependantsOf("web", await catalogue())).toEqual({ direct: [], transitive: [], provided: [] });
	});

	test("an element of a cycle does not need itself", async () => {
		const names = dependantsOf("loop", await catalogue()).transitive.map(({ name }) => name);
		expect(names).not.toContain("loop");
	});
});
