import { describe, expect, test } from "vitest";
import { cures, cureText } from "../../../src/core/resolve/cures.js";
import { requestFor } from "../../../src/core/resolve/prepare.js";
import { tryResolve } from "../../../src/core/resolve/resolve.js";
import { fakeCatalogue } from "../../support/fake-catalogue.js";

const catalogue = fakeCatalogue({
	os: { provides: ["operating-system"] },
	other: { provides: ["operating-system"] },
	vm: {},
	mbr: { provides: ["block-device"] },
	gpt: { provides: ["block-device"] },
	"needs-gpt": { deps: ["gpt"] },
	"needs-nothing-there": { deps: ["gone"] },
	"needs-virtual": { deps: ["bootloader"] },
	grub: { provides: ["bootloader"] },
	plain: {},
	replaces: { provides: ["plain"] },
});

function solutions(...names: string[]): string[] {
	const refused = tryResolve(requestFor(...names), catalogue);
	if (refused.ok) throw new Error("it resolves");
	const resolves = (changed: readonly string[]) => tryResolve(requestFor(...changed), catalogue).ok;
	return cures(refused, names, catalogue.elements, resolves).map(cureText);
}

describe("single choices that make a request resolve", () => {
	test.each([
		["two that provide the same", ["os", "mbr", "gpt"], ["remove gpt", "remove mbr"]],
		["one of them pulled in: who pulled it in goes", ["os", "mbr", "needs-gpt"], ["remove needs-gpt", "remove mbr"]],
		["a misspelt name", ["os", "vmm"], ["replace vmm by vm", "remove vmm"]],
		["a dependency that nobody has", ["os", "needs-nothing-there"], ["remove needs-nothing-there"]],
		["a virtual dependency", ["os", "needs-virtual"], ["add grub", "remove needs-virtual"]],
		["what another one stands in for", ["os", "plain", "replaces"], ["remove plain", "remove replaces"]],
		["no operating system", ["vm"], ["add os", "add other"]],
	])("%s", (_, names, expected) => expect(solutions(...names)).toEqual(expected));

	test("a choice that leaves another problem is none", () => {
		expect(solutions("mbr", "gpt")).toEqual([]);
	});
});
