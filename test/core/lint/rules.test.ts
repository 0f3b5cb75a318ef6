import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { createFactsReader } from "../../../src/catalogue/lint-facts.js";
import { lintElement, RULES } from "../../../src/core/lint/lint-element.js";
import type { Finding } from "../../../src/core/lint/rule.js";
import type { ToolRemark } from "../../../src/core/lint/tool-rules.js";
import { catalogueOf } from "../../support/catalogue.js";
import type { ElementSpec } from "../../support/elements.js";

const HEAD = "#!/bin/bash\nif [ ${DIB_DEBUG_TRACE:-0} -gt 0 ]; then set -x; fi\nset -eu\nset -o pipefail\n";
const README = "it\n==\n\nDoes something.\n";
const good = (files: ElementSpec["files"] = {}, rest: ElementSpec = {}): ElementSpec => ({
	...rest,
	files: { "README.rst": README, ...files },
});

interface Wanted {
	readonly rule: string;
	/** `path:line:column` inside the element, as far as known. */
	readonly at: string;
}

/** Findings about the element `it` as `rule path:line:column`. */
async function lint(
	it: ElementSpec,
	others: Record<string, ElementSpec> = {},
	options: { ignored?: string[]; remarks?: (path: string) => ToolRemark[] } = {},
): Promise<(Wanted & Finding)[]> {
	const catalogue = await catalogueOf({ it, ...others });
	const element = catalogue.elements.get("it")!;
	const facts = createFactsReader(catalogue).facts(element, new Set());
	const findings = lintElement(facts, new Set(options.ignored), options.remarks?.(element.path));
	return findings.map((finding) => {
		const { file, line, column } = finding.place;
		const path = file.replace(element.path, "").replace(/^\//, "");
		return { ...finding, at: [path, line, column].filter((part) => part !== undefined).join(":") };
	});
}

const inHook = (body: string) => good({ "install.d/10-it": HEAD + body });

const BROKEN: readonly [rule: string, at: string, element: ElementSpec, others?: Record<string, ElementSpec>][] = [
	["readme", "", { files: {} }],
	["mddocs", "docs/more.md:1", good({ "docs/more.md": "# More\n" })],
	["deps-sorted", "element-deps:2", good({}, { deps: ["b", "a"] }), { a: {}, b: {} }],
	["name-encoding", "element-provides:1", good({ "element-provides": "\ufeffa\n" })],
	["name-encoding", "element-provides:2", good({ "element-provides": Buffer.from("x\ny\xe9\n", "latin1") })],
	["dead-dep", "element-deps:1", good({}, { deps: ["nowhere"] })],
	["provides-element", "element-provides:2", good({}, { provides: ["x", "other"] }), { other: {} }],
	["element-meta", "element.yaml:2:1", good({ "element.yaml": "title: It\ncategry: other\n" })],
	["element-meta", "element.yaml:2:1", good({ "element.yaml": "title: [It\n" })],
	["executable", "bin/it:1", good({ "bin/it": Buffer.from(HEAD) })],
	[
		"executable",
		"environment.d/10-it:1",
		good({ "environment.d/10-it": Buffer.from(HEAD.replace(/.*set -x.*\n/, "# DIB_DEBUG_TRACE\n")) }),
	],
	["shebang", "install.d/10-it:1", good({ "install.d/10-it": HEAD.replace("/bin/bash", "/usr/bin/env bash") })],
	["sete", "install.d/10-it:1", good({ "install.d/10-it": HEAD.replace("-eu", "-u") })],
	["setu", "install.d/10-it:1", good({ "install.d/10-it": HEAD.replace("-eu", "-e") })],
	["setpipefail", "install.d/10-it:1", good({ "install.d/10-it": HEAD.replace("set -o pipefail\n", "") })],
	["dibdebugtrace", "install.d/10-it:1", good({ "install.d/10-it": HEAD.replace(/if.*\n/, "") })],
	["export-subshell", "install.d/10-it:5", inHook("export X=$(date)\n")],
	[
		"safe_sudo",
		"root.d/10-it:6",
		good({ "root.d/10-it": `${HEAD}\nsudo rm \\\n  -rf /etc\n`.replace("\n  -rf", "\n    -rf") }),
	],
	["which", "install.d/10-it:5", inHook("x=$(which ls)\n")],
	["snippet-trace", "environment.d/10-it:1", good({ "environment.d/10-it": "set -x\n" })],
	["indent", "install.d/10-it:6", inHook("if true; then\n  true\nfi\n")],
	["tabindent", "README.rst:6", good({ "README.rst": `${README}\n\ttab\n` })],
	["newline", "README.rst:4", good({ "README.rst": README.trimEnd() })],
	["newline", "source-repository-it:1", good({ "source-repository-it": "it git /opt/it x" })],
	["yaml", "package-installs.yaml:2:1", good({ "package-installs.yaml": "a: [1\nb: 2\n" })],
	["pkg-map", "pkg-map:1:13", good({ "pkg-map": '{"default": nothing}\n' })],
	["hook-mode", "install.d/10-it", good({ "install.d/10-it": "text\n" })],
	["hook-mode", "install.d/10-it", good({ "install.d/10-it": { link: "nowhere" } })],
	["hook-name", "install.d/10-it.sh", good({ "install.d/10-it.sh": HEAD })],
	["hook-name", "environment.d/10 it", good({ "environment.d/10 it": "X=1\n" })],
	["name-utf8", "install.d/10-\ufffd", good({ "install.d/10-\ufffd": "" })],
	["phase-folder", "instal.d", good({ "instal.d/10-it": HEAD })],
	["phase-folder", "post_install.d", good({ "post_install.d/10-it": HEAD })],
	[
		"hook-collision",
		"install.d/10-it",
		{ ...inHook(""), deps: ["far"] },
		{ far: { deps: ["near"] }, near: inHook("") },
	],
	[
		"undeclared-variable",
		"install.d/10-it:5",
		good({ "element.yaml": "title: It\ncategory: other\n", "install.d/10-it": `${HEAD}echo $DIB_SECRET_SAUCE\n` }),
	],
];

describe("each rule finds what it is for, and nothing else does", () => {
	test.each(BROKEN)("%s at %s", async (rule, at, element, others) => {
		const findings = await lint(element, others);
		expect(findings.map((finding) => [finding.rule, finding.at])).toEqual([[rule, at]]);
		expect(findings[0]?.message).toMatch(/\S.*[^.\n]$/);
		expect(findings[0]?.cure).not.toBe("");
	});

	test("snippet-executable", async () => {
		const findings = await lint(good({ "environment.d/10-it": "#!/bin/bash\n# set -eu -o pipefail\n" }));
		expect(findings.map(({ rule }) => rule)).toContain("snippet-executable");
	});

	test("every rule is tried here", () => {
		const tried = new Set([...BROKEN.map(([rule]) => rule), "snippet-executable", "shellcheck", "flake8"]);
		expect(RULES.map(({ id }) => id).filter((id) => !tried.has(id))).toEqual([]);
		expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
	});
});

describe("what is fine", () => {
	test.each<[string, ElementSpec, Record<string, ElementSpec>?]>([
		["an element that only has a README", good()],
		["a virtual name in element-deps", good({}, { deps: ["disk"] }), { gpt: { provides: ["disk"] } }],
		[
			"data beside hooks that a hook names",
			good({
				"install.d/10-it": `${HEAD}cp it.conf it.sh /etc\n`,
				"install.d/it.conf": "x\n",
				"install.d/it.sh": HEAD,
			}),
		],
		["which in a sentence", inHook("echo 'the one which is left' # which one\n")],
		["a commented export", inHook("# export X=$(date)\n")],
		["sudo on the target", good({ "root.d/10-it": `${HEAD}sudo rm \\\n    "$TARGET_ROOT/x"\n` })],
		["sudo in the image", inHook("sudo -u x true\n")],
		["sudo that is marked", good({ "root.d/10-it": `${HEAD}sudo true # dib-lint: safe_sudo\n` })],
		[
			"folders that are no phases",
			good({ "init.d/10-it": "x\n", "static/etc/10-it": "x\n", "binary-deps.d/10-it": "x\n" }),
		],
		["binary files", good({ "install.d/data.bin": Buffer.from([0x23, 0x21, 0, 0xff, 0x0a]) })],
		["bytes that are no UTF-8", good({ "notes.txt": Buffer.from([0xff, 0xfe, 0x0a]) })],
		[
			"variables of a dependency, of the engine, of all systems, and the script's own",
			good(
				{
					"element.yaml": "title: It\ncategory: other\n",
					"environment.d/10-it": "export DIB_OWN=1\n",
					"install.d/10-it": `${HEAD}DIB_MINE=1\necho $DIB_MINE $DIB_OWN $DIB_A $DIB_B $DIB_RELEASE $DIB_IMAGE_CACHE\n`,
				},
				{ deps: ["declared", "mined"] },
			),
			{
				declared: { files: { "element.yaml": "title: D\ncategory: other\nvariables: {DIB_A: {meaning: A.}}\n" } },
				mined: { files: { "install.d/20-m": "#!/bin/bash\necho $DIB_B\n" } },
			},
		],
	])("%s", async (_, element, others) => {
		expect(await lint(element, others)).toEqual([]);
	});
});

describe("switched off", () => {
	test("for one file", async () => {
		const hook = "#!/bin/bash\n# dib-lint: disable=sete setu setpipefail\n# dib-lint: disable=dibdebugtrace\ntrue\n";
		expect(await lint(good({ "install.d/10-it": hook }))).toEqual([]);
		const others = await lint(good({ "install.d/10-it": hook.replace("sete ", "") }));
		expect(others.map(({ rule }) => rule)).toEqual(["sete"]);
	});

	test("everywhere", async () => {
		expect(await lint({ files: {} }, {}, { ignored: ["readme"] })).toEqual([]);
	});
});

test("what tools say keeps its place and severity, and can be switched off too", async () => {
	const remarks = (path: string): ToolRemark[] => [
		{
			tool: "shellcheck",
			severity: "error",
			code: "SC1",
			message: "Bad.",
			place: { file: join(path, "install.d/10-it"), line: 5, column: 2 },
		},
	];
	const [finding] = await lint(inHook("x\n"), {}, { remarks });
	expect(finding).toMatchObject({
		rule: "shellcheck",
		severity: "error",
		message: "SC1: Bad",
		at: "install.d/10-it:5:2",
	});
	expect(await lint(inHook("# dib-lint: disable=shellcheck\n"), {}, { remarks })).toEqual([]);
});

test("findings are sorted by file and line", async () => {
	const places = (
		await lint({ files: { "install.d/20-b": "#!/bin/bash\n", "install.d/10-a": "#!/bin/bash\n", x: "" } })
	).map(({ place }) => place.file);
	expect(places).toEqual([...places].sort());
	expect(dirname(places.at(-1)!)).toMatch(/install\.d$/);
});

test("dead names come with their likeness", async () => {
	const [finding] = await lint(good({}, { deps: ["package-instals"] }), { "package-installs": {} });
	expect(finding?.cure).toBe("did you mean package-installs?");
});
