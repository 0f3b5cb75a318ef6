import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readCatalogue } from "../../../src/catalogue/read-catalogue.js";
import type { Element } from "../../../src/core/element/element.js";
import { writeHooksTree } from "../../../src/engine/hooks/merge-hooks.js";
import { temporaryFolder } from "../../support/elements.js";

test("a file that another element has as a link takes its place and leaves alone what the link leads to", async () => {
	const folder = temporaryFolder();
	const outside = join(folder, "outside");
	writeFileSync(outside, "of the host\n");
	const [one, two] = ["one", "two"].map((name) => join(folder, "elements", name, "static/etc"));
	for (const path of [one, two]) mkdirSync(path as string, { recursive: true });
	symlinkSync(outside, join(one as string, "file"));
	symlinkSync("nowhere", join(one as string, "dangling"));
	for (const name of ["file", "dangling"]) writeFileSync(join(two as string, name), "of two\n");
	const { elements } = await readCatalogue([join(folder, "elements")], "/");
	const tree = join(folder, "tree");
	await writeHooksTree(
		["one", "two"].map((name) => elements.get(name) as Element),
		tree,
	);
	for (const name of ["file", "dangling"]) {
		expect(readFileSync(join(tree, "static/etc", name), "utf8")).toBe("of two\n");
	}
	expect(readFileSync(outside, "utf8")).toBe("of the host\n");
});
