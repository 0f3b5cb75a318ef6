import { rmSync } from "node:fs";
import { join } from "node:path";
import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { describeElement, summariseCatalogue } from "../../src/catalogue/describe.js";
import { readCatalogue } from "../../src/catalogue/read-catalogue.js";
import { readElementFile, readReadme } from "../../src/catalogue/read-files.js";
import { indexCatalogue } from "../../src/core/explore/catalogue-index.js";
import { byCategory } from "../../src/core/explore/element-summary.js";
import { renderReadme } from "../../src/core/readme/render.js";
import { catalogueOf, DIB_ELEMENTS } from "../support/catalogue.js";
import { makeElements, temporaryFolder } from "../support/elements.js";

describe("DIB's own elements", async () => {
	const catalogue = await readCatalogue([DIB_ELEMENTS], "/");
	const index = indexCatalogue(catalogue);
	const names = [...catalogue.elements.keys()].filter((name) => name !== "__pycache__");

	test("are all there", () => expect(names.length).toBe(117));

	test.each(names)("%s can be looked at from all sides", (name) => {
		const { summary, tree, hooks, variables, readme } = describeElement(
			catalogue.elements.get(name)!,
			catalogue,
			index,
		);
		expect(summary).toMatchObject({ name, mined: true });
		expect(summary.title.length).toBeGreaterThan(5);
		expect(tree.name).toBe(name);
		for (const { phase, hooks: run } of hooks.phases)
			for (const hook of run) expect(hook.file).toContain(`/${phase}.d/`);
		for (const variable of variables) {
			expect(variable.mined).toBe(true);
			expect(variable.place.file).toContain(`/${name}/`);
			expect(variable.place.line).toBeGreaterThan(0);
		}
		for (const line of renderReadme(readme!, 60)) {
			expect(stringWidth(line.map(({ text }) => text).join(""))).toBeLessThanOrEqual(60);
		}
	});

	test("give what their READMEs and scripts say about variables", () => {
		const variablesOf = (name: string) => describeElement(catalogue.elements.get(name)!, catalogue, index).variables;
		const find = (element: string, name: string) => variablesOf(element).find((variable) => variable.name === name);
		expect(find("devuser", "DIB_DEV_USER_USERNAME")).toMatchObject({
			default: "devuser",
			meaning: "Username for the created user.",
			place: { line: 11 },
		});
		expect(find("bootloader", "DIB_GRUB_TIMEOUT")).toMatchObject({ default: "5" });
		expect(find("rhel-common", "REG_PASSWORD")).toMatchObject({ secret: true });
		expect(find("debian-minimal", "DIB_RELEASE")).toMatchObject({ default: "stable", settable: true });
		expect(find("debian-minimal", "DIB_INIT_SYSTEM")).toMatchObject({ settable: false });
	});

	test("are summarised within half a second of processor time", () => {
		const before = process.cpuUsage();
		expect(summariseCatalogue(catalogue).length).toBe(catalogue.elements.size);
		const { user, system } = process.cpuUsage(before);
		expect((user + system) / 1e6).toBeLessThan(0.5);
	});
});

describe("summaries", () => {
	test("by category, with what is declared, mined, hidden and broken", async () => {
		const root = temporaryFolder();
		makeElements(join(root, "mine"), { tool: { files: { "README.rst": "tool\n====\n\nMends things. And more.\n" } } });
		makeElements(join(root, "theirs"), {
			tool: {},
			os: {
				provides: ["operating-system"],
				deps: ["tool"],
				files: { "element.yaml": "title: OS\ncategory: operating-system\n" },
			},
			bad: { files: { "element.yaml": "title: [\n" } },
		});
		const catalogue = await readCatalogue(["mine", "theirs"], root);
		const summaries = summariseCatalogue(catalogue);
		expect(byCategory(summaries).map(({ category, elements }) => [category, elements.map(({ name }) => name)])).toEqual(
			[
				["operating-system", ["os"]],
				["other", ["bad", "tool"]],
			],
		);
		const [bad, os, tool] = summaries;
		expect(bad?.problem?.place).toMatchObject({ line: 2 });
		expect(os).toMatchObject({ title: "OS", mined: false, provides: ["operating-system"], hides: [] });
		expect(tool).toMatchObject({ title: "Mends things", mined: true, neededBy: ["os"], collection: "mine" });
		expect(tool?.hides).toEqual([join(root, "theirs/tool")]);
	});

	test("an elements path that disappears leaves the list, and says so for one element", async () => {
		const catalogue = await catalogueOf({
			a: { files: { "README.rst": "a\n=\n\nText.\n", "install.d/1": "#!/bin/sh\n" } },
		});
		const element = catalogue.elements.get("a")!;
		rmSync(element.collection, { recursive: true });
		expect(summariseCatalogue(catalogue)).toMatchObject([{ name: "a", title: "" }]);
		const gone = expect.objectContaining({ code: "element-gone", place: { file: element.path } });
		expect(() => describeElement(element, catalogue)).toThrow(gone);
		expect(() => readReadme(element)).toThrow(gone);
		expect(() => readElementFile(element, "install.d/1")).toThrow(gone);
	});
});

test("one file of an element", async () => {
	const element = (await catalogueOf({ a: { files: { "install.d/1": "#!/bin/sh\n" } } })).elements.get("a")!;
	expect(readElementFile(element, "install.d/1")).toMatchObject({
		text: "#!/bin/sh\n",
		executable: true,
		binary: false,
	});
	expect(() => readElementFile(element, "install.d")).toThrow("not a regular file");
	expect(() => readElementFile(element, "install.d/2")).toThrow(expect.objectContaining({ code: "file-unreadable" }));
});

test("READMEs in the order of preference", async () => {
	const files = { "README.md": "# A\n", README: "a\n" };
	const catalogue = await catalogueOf({ both: { files }, text: { files: { README: "a\n" } }, none: {} });
	const format = (name: string) => readReadme(catalogue.elements.get(name)!)?.format;
	expect([format("both"), format("text"), format("none")]).toEqual(["markdown", "text", undefined]);
});
