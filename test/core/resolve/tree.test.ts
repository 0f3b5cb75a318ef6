import { expect, test } from "vitest";
import { tree } from "../../../src/core/resolve/explain.js";
import { requestFor } from "../../../src/core/resolve/prepare.js";
import { resolve } from "../../../src/core/resolve/resolve.js";
import { resolutionTree } from "../../../src/core/resolve/tree.js";
import { treeRows } from "../../../src/core/text/tree-rows.js";
import { fakeCatalogue } from "../../support/fake-catalogue.js";

const catalogue = fakeCatalogue({
	os: { provides: ["operating-system", "dracut"], deps: ["tools"] },
	vm: { deps: ["dracut", "tools"] },
	tools: { deps: ["pkg-map"] },
	"pkg-map": {},
	dracut: {},
});
const resolution = resolve(requestFor("vm", "os"), catalogue);

test("names stand below who pulled them in, once with what they need", () => {
	expect(tree(resolution)).toEqual([
		"vm",
		"├─ dracut (left out, provided by os)",
		"└─ tools",
		"   └─ pkg-map",
		"os",
		"└─ tools (see above)",
	]);
});

test("the nodes tell why each name is there", () => {
	const [vm] = resolutionTree(resolution);
	expect(vm).toMatchObject({ name: "vm", selected: { reason: { kind: "requested" } }, repeated: false });
	expect(vm?.children[0]).toMatchObject({ name: "dracut", exclusion: { providedBy: "os", virtual: false } });
	expect(vm?.children[0]?.selected).toBeUndefined();
});

test("folded nodes hide what is below them, told by their path", () => {
	const rows = treeRows(resolutionTree(resolution), (path) => path === "vm/tools");
	expect(rows.map(({ node, guide, folded }) => `${guide}${node.name}${folded ? " …" : ""}`)).toEqual([
		"vm",
		"├─ dracut",
		"└─ tools …",
		"os",
		"└─ tools",
	]);
});
