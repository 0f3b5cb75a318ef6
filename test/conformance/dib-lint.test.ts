import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createFactsReader } from "../../src/catalogue/lint-facts.js";
import { readCatalogue } from "../../src/catalogue/read-catalogue.js";
import { lintElement, RULES } from "../../src/core/lint/lint-element.js";
import { DIB_ELEMENTS } from "../support/catalogue.js";
import { makeElements, temporaryFolder } from "../support/elements.js";

const HEAD = "#!/bin/bash\n# DIB_DEBUG_TRACE\nset -eu\nset -o pipefail\n";
const README = "x\n=\n";

/**
 * One element for each thing that dib-lint looks at, broken and not; the name says which. Unsorted dependencies are not
 * among them: dib-lint itself ends early when it meets some.
 */
const CORPUS: Record<string, Record<string, string | Uint8Array>> = {
	fine: { "README.rst": README, "install.d/10-a": `${HEAD}if true; then\n    true\nfi\n`, "element-deps": "a\nb\n" },
	readme: {},
	executable: { "README.rst": README, "bin/a": Buffer.from(HEAD) },
	indent: { "README.rst": README, "bin/a": `${HEAD}if true; then\n  true\nfi\n` },
	"indent-five": { "README.rst": README, "bin/a": `${HEAD}if true; then\n     true\nfi\n` },
	"deps-comment": { "README.rst": README, "element-deps": "b\n# a\n\nc\n" },
	shebang: { "README.rst": README, "bin/a": HEAD.replace("/bin/bash", "/usr/bin/env bash") },
	sh: { "README.rst": README, "bin/a": "#!/bin/sh\ntrue\n" },
	sete: { "README.rst": README, "bin/a": HEAD.replace("-eu", "-u") },
	setu: { "README.rst": README, "bin/a": HEAD.replace("-eu", "-e") },
	split: { "README.rst": README, "bin/a": HEAD.replace("-eu", "-e\nset -u") },
	pipefail: { "README.rst": README, "bin/a": HEAD.replace("set -o pipefail\n", "") },
	trace: { "README.rst": README, "bin/a": HEAD.replace("# DIB_DEBUG_TRACE\n", "") },
	"snippet-trace": { "README.rst": README, "environment.d/10-a": "set -x\n" },
	"snippet-executable": { "README.rst": README, "environment.d/10-a": HEAD },
	export: { "README.rst": README, "bin/a": `${HEAD}export A=$(date)\n` },
	sudo: { "README.rst": README, "root.d/10-a": `${HEAD}sudo rm -rf /etc\n` },
	"sudo-joined": { "README.rst": README, "root.d/10-a": `${HEAD}sudo rm -rf \\\n    "$TARGET_ROOT/etc"\n` },
	"sudo-marked": { "README.rst": README, "root.d/10-a": `${HEAD}sudo true # dib-lint: safe_sudo\n` },
	"sudo-inside": { "README.rst": README, "install.d/10-a": `${HEAD}sudo true\n` },
	which: { "README.rst": README, "bin/a": `${HEAD}which ls\n` },
	tabs: { "README.rst": README, "bin/a": `${HEAD}\ttrue\n` },
	"tabs-readme": { "README.rst": `${README}\n\ta\n` },
	newline: { "README.rst": README, "bin/a": `${HEAD}true` },
	source: { "README.rst": README, "source-repository-a": "a git /a b" },
	markdown: { "README.rst": README, "notes.md": "a\n" },
	yaml: { "README.rst": README, "a.yaml": "a: [1\nb: 2\n" },
	"pkg-map": { "README.rst": README, "pkg-map": "{a}\n" },
	disabled: { "README.rst": README, "bin/a": "#!/bin/bash\n# dib-lint: disable=sete setu setpipefail dibdebugtrace\n" },
};

/** Runs the real dib-lint; its flake8 finds nothing. Returns what it printed. */
function dibLint(elements: string): string {
	const root = temporaryFolder();
	const library = join(root, "lib");
	mkdirSync(library);
	for (const [name, text] of Object.entries({ flake8: "exit 0", python: 'exec python3 "$@"' })) {
		writeFileSync(join(root, name), `#!/bin/sh\n${text}\n`);
		chmodSync(join(root, name), 0o755);
	}
	const env = { ...process.env, PATH: `${root}:${process.env.PATH}`, ELEMENTS_DIR: elements, LIB_DIR: library };
	const { stdout, stderr } = spawnSync("dib-lint", { cwd: root, env, encoding: "utf8" });
	expect(stdout, stderr).toContain("Checking pkg-map files...");
	return stdout;
}

/** Names of elements with a finding of dib-lint's own rules. */
async function ours(elements: string): Promise<string[]> {
	const catalogue = await readCatalogue([elements], "/");
	const reader = createFactsReader(catalogue);
	const dib = new Set(RULES.filter(({ dib }) => dib).map(({ id }) => id));
	const findings = [...catalogue.elements.values()].flatMap((element) => lintElement(reader.facts(element, new Set())));
	return [...new Set(findings.filter(({ rule }) => dib.has(rule)).map(({ element }) => element))].sort();
}

test("the same made-up elements fail as under dib-lint", async () => {
	const specs = Object.fromEntries(Object.entries(CORPUS).map(([name, files]) => [name, { files }]));
	const elements = makeElements(join(temporaryFolder(), "elements"), specs);
	const errors = [...dibLint(elements).matchAll(/^(?:ERROR|No newline).*$/gm)].map(([line]) => line);
	const failed = Object.keys(CORPUS).filter((name) =>
		errors.some((line) => line.includes(`/elements/${name}`) && new RegExp(`/elements/${name}[/ ]`).test(`${line} `)),
	);
	expect(failed.length).toBeGreaterThan(20);
	expect(await ours(elements)).toEqual(failed.sort());
}, 120_000);

test("DIB's own elements pass dib-lint's rules, as they do there", async () => {
	expect((await ours(DIB_ELEMENTS)).filter((name) => name !== "__pycache__")).toEqual([]);
});
