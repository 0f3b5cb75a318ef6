import { describe, expect, test } from "vitest";
import { readElementFiles } from "../../../src/catalogue/read-files.js";
import { type ElementVariable, elementVariables } from "../../../src/core/explore/element-variables.js";
import { catalogueOf } from "../../support/catalogue.js";
import type { ElementSpec } from "../../support/elements.js";

/** The variables of one element, with places as `file:line` inside it. */
async function variablesOf(files: ElementSpec["files"]) {
	const element = (await catalogueOf({ it: { files } })).elements.get("it")!;
	const short = ({ file, line }: ElementVariable["place"]) => `${file.replace(`${element.path}/`, "")}:${line}`;
	return elementVariables(element, readElementFiles(element)).map(({ place, uses, ...variable }) => ({
		...variable,
		place: short(place),
		uses: uses.map(short),
	}));
}

const byName = async (files: ElementSpec["files"]) =>
	Object.fromEntries((await variablesOf(files)).map(({ name, ...rest }) => [name, rest]));

describe("mined variables", () => {
	test("default from the snippet, meaning from the README, places of all", async () => {
		expect(
			await variablesOf({
				"README.rst": "it\n==\n\nDIB_SPEED\n  How fast  it\n  goes. Default: 9.\n",
				"environment.d/10-it": "export DIB_SPEED=${DIB_SPEED:-3}\n",
				"install.d/10-it": "#!/bin/bash\n\necho ${DIB_SPEED:-7}\n",
			}),
		).toEqual([
			{
				name: "DIB_SPEED",
				type: "string",
				default: "3",
				meaning: "How fast it goes. Default: 9.",
				secret: false,
				settable: true,
				mined: true,
				place: "README.rst:4",
				uses: ["environment.d/10-it:1", "install.d/10-it:3"],
			},
		]);
	});

	test.each([
		["a definition", "DIB_A\n  Meaning.\n"],
		["a definition with a colon", "DIB_A:\n  Meaning.\n"],
		["a definition in code", "``DIB_A``\n  Meaning.\n"],
		["fields", "DIB_A\n  :Required: No\n  :Default: 4\n  :Description: Meaning.\n"],
		["a bullet", "* ``DIB_A``: Meaning.\n"],
		["a title", "DIB_A\n-----\n\nMeaning.\n"],
		["a title of Markdown", "#### DIB\\_A\nMeaning.\n"],
	])("README with %s", async (_, readme) => {
		expect((await byName({ "README.rst": `it\n==\n\nText.\n\n${readme}` })).DIB_A).toMatchObject({
			meaning: "Meaning.",
		});
	});

	test("two names of one definition, and fields' defaults that are values", async () => {
		const found = await byName({
			"README.rst": "DIB_A, DIB_B\n  Both.\n\nDIB_C\n  :Default: None\n\nDIB_D\n  :Default: 4\n",
		});
		expect(found.DIB_A?.meaning).toBe("Both.");
		expect(found.DIB_B?.meaning).toBe("Both.");
		expect(found.DIB_C).not.toHaveProperty("default");
		expect(found.DIB_D?.default).toBe("4");
	});

	test("a mention is not a meaning; families of names and the engine's own are left out", async () => {
		const found = await byName({
			"README.rst": "Set DIB_A to 1, or DIB_REPOREF_<name>. See DIB_DEBUG_TRACE.\n",
			"install.d/10-it": '#!/bin/bash\necho "$DIB_DEBUG_TRACE $DIB_IMAGE_CACHE $TARGET_ROOT ${TMP_DIR:-/tmp}"\n',
		});
		expect(Object.keys(found)).toEqual(["DIB_A"]);
		expect(found.DIB_A).not.toHaveProperty("meaning");
	});

	test("other names count where the README defines them or a script gives a default", async () => {
		const found = await byName({
			"README.rst": "#### REG\\_USER\nThe user.\n\n#### REG\\_PASSWORD\nThe word.\n",
			"install.d/10-it": '#!/bin/bash\necho "$SOME_THING ${YUM:-dnf}"\nGRUB=1\necho $GRUB ${GRUB:-2}\n',
		});
		expect(Object.keys(found)).toEqual(["REG_PASSWORD", "REG_USER", "YUM"]);
		expect(found.REG_PASSWORD?.secret).toBe(true);
		expect(found.YUM?.default).toBe("dnf");
	});

	test("what a snippet sets always cannot be set; what a script sets for itself is none", async () => {
		const found = await byName({
			"environment.d/10-it": "export DIB_FIXED=1\nif true; then\n    export DIB_MAYBE=1\nfi\n",
			"install.d/10-it": "#!/bin/bash\nDIB_LOCAL=$(date)\necho $DIB_LOCAL\n",
		});
		expect(found.DIB_FIXED?.settable).toBe(false);
		expect(found.DIB_MAYBE?.settable).toBe(true);
		expect(found).not.toHaveProperty("DIB_LOCAL");
	});

	test("test elements inside the element do not count", async () => {
		expect(await variablesOf({ "test-elements/t/root.d/1": "#!/bin/bash\n: ${DIB_T:-1}\n" })).toEqual([]);
	});

	test("bytes that are no UTF-8 and escape sequences do no harm", async () => {
		const bytes = Buffer.from("DIB_A\n  M\xe9aning \u001b[31mred\u001b[0m.\n", "latin1");
		expect((await byName({ "README.rst": bytes })).DIB_A?.meaning).toBe("M\ufffdaning red.");
	});
});

test("element.yaml counts alone, with the line of each variable", async () => {
	const yaml = "title: It\ncategory: other\nvariables:\n  DIB_A:\n    meaning: One.\n  DIB_B:\n    meaning: Two.\n";
	const found = await byName({ "element.yaml": yaml, "install.d/10-it": "#!/bin/bash\necho $DIB_B $DIB_C\n" });
	expect(Object.keys(found)).toEqual(["DIB_A", "DIB_B"]);
	expect(found.DIB_A).toMatchObject({ mined: false, place: "element.yaml:4", uses: [] });
	expect(found.DIB_B).toMatchObject({ mined: false, place: "element.yaml:6", uses: ["install.d/10-it:2"] });
});
