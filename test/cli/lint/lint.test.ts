import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { runDibLint } from "../../../src/cli/dib/dib-lint.js";
import { runProgram } from "../../../src/cli/entry/program.js";
import { type ElementSpec, makeElements, temporaryFolder, writeTree } from "../../support/elements.js";

const README = { "README.rst": "x\n=\n" };
const HEAD = "#!/bin/bash\n# DIB_DEBUG_TRACE\nset -eu\nset -o pipefail\n";

/** Runs `diskwright lint` in a new folder with these elements below `mine`. */
async function lint(elements: Record<string, ElementSpec>, args: string[], prepare: (root: string) => void = () => {}) {
	const root = temporaryFolder();
	makeElements(join(root, "mine"), elements);
	mkdirSync(join(root, "elements"));
	prepare(root);
	const [stdout, stderr] = [new PassThrough(), new PassThrough()];
	const env = { PATH: process.env.PATH ?? "" };
	const code = await runProgram(["lint", ...args], { env, cwd: root, stdout, stderr, packageRoot: root, version: "0" });
	return { code, stdout: String(stdout.read() ?? "").replaceAll(root, "ROOT"), stderr: String(stderr.read() ?? "") };
}

describe("diskwright lint", () => {
	test("prints findings as compilers do, with the cure; 1 when there are errors", async () => {
		const { code, stdout } = await lint({ a: { deps: ["nowhere"], files: README }, c: { files: README } }, ["mine"]);
		expect(stdout).toBe(
			[
				"mine/a/element-deps:1: error: no element has or provides the name nowhere [dead-dep]",
				"  → correct the name, or add the folder that holds the element: --elements-path",
				"",
				"2 elements: 1 error and 0 warnings",
				"",
			].join("\n"),
		);
		expect(code).toBe(1);
	});

	test("warnings alone are not a failure; --json", async () => {
		const { code, stdout } = await lint({ a: { provides: ["b"], files: README }, b: { files: README } }, [
			"mine/a",
			"--json",
		]);
		expect(code).toBe(0);
		expect(JSON.parse(stdout)).toEqual([
			{
				rule: "provides-element",
				severity: "warning",
				element: "a",
				place: { file: "ROOT/mine/a/element-provides", line: 1 },
				message: "b is an element: the two cannot be asked for together",
				cure: "provide a name of its own, or say in the README that it replaces that element",
			},
		]);
	});

	test("nothing to complain about; the elements path is the default", async () => {
		const { code, stdout } = await lint({ a: { files: README } }, ["--elements-path", "mine"]);
		expect([code, stdout]).toEqual([0, "1 element: nothing to complain about\n"]);
	});

	test("shellcheck looks at hooks and snippets, unless --no-tools", async () => {
		const files = {
			...README,
			"install.d/10-a": `${HEAD}cd /x; unused=1\n`,
			"environment.d/10-a": "for x in $(ls *); do y=1; done\n",
		};
		const { stdout } = await lint({ a: { files } }, ["mine"]);
		expect(stdout).toMatch(/mine\/a\/install\.d\/10-a:5:\d+: warning: SC2034: .*\[shellcheck\]/);
		expect(stdout).toMatch(/mine\/a\/environment\.d\/10-a:1:\d+: warning: SC\d+: .*\[shellcheck\]/);
		expect((await lint({ a: { files } }, ["mine", "--no-tools"])).stdout).toBe(
			"1 element: nothing to complain about\n",
		);
	});

	test("flake8 looks at Python scripts; without it a word on stderr", async () => {
		const elements = { a: { files: { ...README, "bin/a": "#!/usr/bin/python3\nimport os\n" } } };
		const path = process.env.PATH;
		const tools = temporaryFolder();
		writeTree(tools, {
			flake8: "#!/bin/sh\nshift\nfor file; do echo \"$file:2:1: F401 'os' imported but unused\"; done\nexit 1\n",
		});
		try {
			process.env.PATH = `${tools}:${path}`;
			expect((await lint(elements, ["mine"])).stdout).toContain(
				"mine/a/bin/a:2:1: error: F401: 'os' imported but unused [flake8]",
			);
			process.env.PATH = temporaryFolder();
			const without = await lint(elements, ["mine"]);
			expect(without.stderr).toBe(
				"shellcheck is not installed: its checks were left out\nflake8 is not installed: its checks were left out\n",
			);
		} finally {
			process.env.PATH = path;
		}
	});

	test("tox.ini above the elements switches rules off", async () => {
		const elements = { a: { files: {}, deps: [] } };
		expect((await lint(elements, ["mine"])).stdout).toContain("[readme]");
		const tox = (root: string) => writeFileSync(join(root, "tox.ini"), "[dib-lint]\nignore = readme\n");
		expect((await lint(elements, ["mine"], tox)).code).toBe(0);
	});

	test("files that git ignores do not count", async () => {
		const elements = { a: { files: { ...README, "bin/a~": "#!/bin/sh" } } };
		expect((await lint(elements, ["mine"])).stdout).toContain("[newline]");
		const git = (root: string) => {
			execFileSync("git", ["init", "-q", root]);
			writeFileSync(join(root, ".gitignore"), "*~\n");
		};
		expect((await lint(elements, ["mine"], git)).code).toBe(0);
	});

	test("escape sequences in names and texts do not reach the terminal", async () => {
		const { stdout } = await lint({ "a\u001b[2J": { deps: ["b\u001b]0;x\u0007"] } }, ["mine"]);
		expect(stdout).toContain("[dead-dep]");
		expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
	});

	test.each([
		[[], "usage"],
		[["nowhere"], "lint-path"],
		[["elements"], "lint-path"],
		[["mine/a/README.rst"], "lint-path"],
	])("%j is refused", async (args, code) => {
		await expect(lint({ a: { files: README } }, args)).rejects.toMatchObject({ code });
	});
});

describe("dib-lint", () => {
	const run = async (root: string, argv: string[], variables: Record<string, string> = {}) => {
		const [stdout, stderr] = [new PassThrough(), new PassThrough()];
		const env = { PATH: process.env.PATH ?? "", ...variables };
		const code = await runDibLint(argv, { env, cwd: root, stdout, stderr, packageRoot: root, version: "0" });
		return { code, stdout: String(stdout.read() ?? ""), stderr: String(stderr.read() ?? "") };
	};
	const repository = (folder: string, elements: Record<string, ElementSpec>) => {
		const root = temporaryFolder();
		makeElements(join(root, folder), elements);
		mkdirSync(join(root, "elements"), { recursive: true });
		return root;
	};

	test("looks where DIB's own elements are; 1 when there are errors", async () => {
		const root = repository("diskimage_builder/elements", { a: { deps: ["b", "a"], files: README } });
		const { code, stdout } = await run(root, []);
		expect(stdout).toContain("diskimage_builder/elements/a/element-deps:2: error: ");
		expect(code).toBe(1);
	});

	test("what dib-lint does not look at is a warning: elements may lie elsewhere", async () => {
		const root = repository("diskimage_builder/elements", { a: { deps: ["nowhere"], files: README } });
		const { code, stdout } = await run(root, []);
		expect(stdout).toContain("diskimage_builder/elements/a/element-deps:1: warning: ");
		expect(code).toBe(0);
	});

	test("every folder is an element, and a README above them is none's", async () => {
		const fine = { files: { ...README, "data/x": "" } };
		const root = repository("mine", { a: fine, bare: { files: { "data/x": "" } }, __pycache__: {}, ".git": {} });
		writeTree(join(root, "mine"), README);
		const { code, stdout } = await run(root, [], { ELEMENTS_DIR: "mine" });
		expect(stdout).toMatch(/^mine\/bare: error: it has no README.rst/);
		expect(stdout).toContain("\n2 elements: 1 error and 0 warnings\n");
		expect(code).toBe(1);
	});

	test("YAML with a tag that nobody knows is refused, as PyYAML does", async () => {
		const root = repository("mine", { a: { files: { ...README, "a.yaml": "a: !x b\n" } } });
		expect(await run(root, [], { ELEMENTS_DIR: "mine" })).toMatchObject({ code: 1 });
	});

	test("ELEMENTS_DIR names another folder; 0 without errors", async () => {
		const root = repository("mine", { a: { files: README } });
		const { code, stdout } = await run(root, [], { ELEMENTS_DIR: "mine" });
		expect([code, stdout]).toEqual([0, "1 element: nothing to complain about\n"]);
	});

	test("takes no arguments, and says so", async () => {
		expect(await run("/", ["elements"])).toMatchObject({
			code: 2,
			stderr: expect.stringContaining("diskwright lint elements"),
		});
		expect(await run("/", ["--help"])).toMatchObject({ code: 0, stdout: expect.stringContaining("ELEMENTS_DIR") });
	});
});
