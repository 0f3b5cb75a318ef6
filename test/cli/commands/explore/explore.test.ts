import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { runProgram } from "../../../../src/cli/entry/program.js";
import { type ElementSpec, makeElements, temporaryFolder } from "../../../support/elements.js";

const ELEMENTS: Record<string, ElementSpec> = {
	base: {},
	tiny: {
		deps: ["tool"],
		provides: ["operating-system"],
		files: {
			"element.yaml":
				"title: A tiny system\ncategory: operating-system\nvariables:\n  DIB_TINY:\n    meaning: How tiny.\n",
			"README.rst": "====\ntiny\n====\n\nIs ``tiny``.\n",
			"root.d/10-tiny": "#!/bin/bash\necho $DIB_TINY\n",
			"install.d/notes": "text",
			"environment.d/10-tiny": "export A=1\n",
		},
	},
	big: { provides: ["operating-system"] },
	tool: {
		files: {
			"README.rst": "tool\n====\n\nMends \u001b[31mthings\u001b[0m.\n",
			"install.d/1": "#!/bin/bash\n: ${DIB_MEND:-all}\n",
		},
	},
};

/** Runs `diskwright explore` over made-up elements. */
async function explore(args: string[], more: Record<string, ElementSpec> = {}): Promise<string> {
	const root = temporaryFolder();
	makeElements(join(root, "elements"), { ...ELEMENTS, ...more });
	const stdout = new PassThrough();
	const context = {
		env: { PATH: process.env.PATH ?? "" },
		cwd: root,
		stdout,
		stderr: new PassThrough(),
		packageRoot: root,
		version: "0",
	};
	expect(await runProgram(["explore", ...args], context)).toBe(0);
	return String(stdout.read() ?? "").replaceAll(root, "ROOT");
}

describe("diskwright explore", () => {
	test("lists the catalogue by category", async () => {
		expect(await explore([])).toBe(
			[
				"Elements path",
				"  1  ROOT/elements",
				"",
				"Operating system (2)",
				"  1  big   ~  [provides operating-system]",
				"  1  tiny     A tiny system  [provides operating-system]",
				"",
				"Other (2)",
				"  1  base  ~",
				"  1  tool  ~  Mends things",
				"",
				"~  no element.yaml: the title is out of the README, the category a guess",
				"",
				"One of them: diskwright explore NAME",
				"",
			].join("\n"),
		);
	});

	test.each([
		[["tiny"], /^tiny: A tiny system\n {2}category {4}operating-system\n[\s\S]*More: diskwright explore tiny/],
		[["tiny", "--tree"], /^tiny\n└─ tool\n$/],
		[["tool", "--rdeps"], /^needed by tiny\n$/],
		[["tiny", "--why", "tool"], /^tool is needed by tiny\ntiny → tool\n$/],
		[["tool", "--why", "base"], /^base is added by a rule: /],
		[
			["tiny", "--excludes"],
			/^provides operating-system\ncannot be built together with\n {2}big {2}operating-system: already/,
		],
		[
			["tiny", "--hooks"],
			/^environment .*\n {2}10-tiny\nroot {2}\(on this host\)\n {2}10-tiny\ninstall {2}\(in the image\)\n {2}notes {2}does not run: not exec/,
		],
		[["tiny", "--vars"], /^DIB_TINY {2}string\n {2}How tiny\.\n {2}element\.yaml:4 {2}root\.d\/10-tiny:2\n$/],
		[["tool", "--vars"], /^DIB_MEND {2}default all, mined\n {2}install\.d\/1:2\n$/],
		[["tiny", "--readme"], /^tiny\n════\n\nIs tiny\.\n$/],
		[["base", "--readme"], /^base has no README\n$/],
		[["tool", "--tree", "--rdeps"], /^tool\n\nneeded by tiny\n$/],
		[["operating-system"], /^operating-system: provided by big, tiny\nno element depends on/],
	])("%j", async (args, text) => {
		expect(await explore(args)).toMatch(text);
	});

	test("--json has everything, or the chosen views", async () => {
		const all = JSON.parse(await explore(["tiny", "--json"]));
		expect(Object.keys(all)).toEqual(["summary", "tree", "rdeps", "excludes", "hooks", "vars", "readme"]);
		expect(JSON.parse(await explore(["tiny", "--tree", "--why", "tool", "--json"]))).toMatchObject({
			tree: { name: "tiny", children: [{ name: "tool" }] },
			why: { element: "tool", lines: ["tool is needed by tiny", "tiny → tool"] },
		});
		const list = JSON.parse(await explore(["--json"]));
		expect(list.elements.map(({ name }: { name: string }) => name)).toEqual(["base", "big", "tiny", "tool"]);
		expect(JSON.parse(await explore(["operating-system", "--json"])).summary.providers).toEqual(["big", "tiny"]);
	});

	test("names with escape sequences do no harm to the terminal", async () => {
		const evil = { "e\u001b[2Jvil": { provides: ["x\u001b]0;t\u0007y"], deps: ["a\u009b1mb"] } };
		for (const args of [[], ["e\u001b[2Jvil"], ["e\u001b[2Jvil", "--tree"], ["e\u001b[2Jvil", "--excludes"]]) {
			expect(await explore(args, evil)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
		}
	});

	test.each([
		[["tol"], "element-not-found", "Did you mean tool?"],
		[["tiny", "--why", "tol"], "element-not-found", "Did you mean tool?"],
		[["operating-system", "--vars"], "no-element", "diskwright explore big --vars"],
		[["--tree"], "usage", "diskwright explore NAME --tree"],
		[["--elements-path", "/nonexistent"], "elements-path", "Correct the entry, or remove it from ELEMENTS_PATH."],
	])("%j is refused", async (args, code, step) => {
		await expect(explore(args)).rejects.toMatchObject({ code, next: expect.arrayContaining([step]) });
	});
});
