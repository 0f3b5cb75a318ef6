import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readCatalogue } from "../../src/catalogue/read-catalogue.js";
import { temporaryFolder } from "../support/elements.js";

test("what elements say of themselves is read when it is asked for, once", async () => {
	const folder = temporaryFolder();
	const file = join(folder, "mine/element.yaml");
	mkdirSync(join(folder, "mine"));
	writeFileSync(file, "title: [\n");
	const catalogue = await readCatalogue([folder], folder);
	writeFileSync(file, "title: Mine\ncategory: nothing-known\n");
	expect(catalogue.problems).toEqual([
		expect.objectContaining({ element: "mine", message: expect.stringContaining("category: Invalid option") }),
	]);
	writeFileSync(file, "title: Mine\ncategory: other\n");
	expect(catalogue.problems).toHaveLength(1);
	expect(catalogue.elements.get("mine")?.meta).toBeUndefined();
	expect((await readCatalogue([folder], folder)).elements.get("mine")?.meta?.title).toBe("Mine");
});
