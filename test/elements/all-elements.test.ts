import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ELEMENT_CATEGORIES } from "../../src/core/element/element.js";
import { PHASES } from "../../src/core/hooks/phases.js";
import { ELEMENTS } from "./hook-root.js";

const elements = readdirSync(ELEMENTS).filter((name) => statSync(join(ELEMENTS, name)).isDirectory());
const provided = new Set(elements.flatMap((name) => lines(name, "element-provides")));
const files = elements.flatMap((name) =>
	readdirSync(join(ELEMENTS, name), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(ELEMENTS, join(entry.parentPath, entry.name))),
);
const VARIABLE_TYPES = ["string", "boolean", "integer", "list", "path", "url", "enum"];
const hasShellcheck = spawnSync("shellcheck", ["--version"]).status === 0;
if (!hasShellcheck) console.warn("shellcheck is not installed: its test is skipped");

function text(file: string): string {
	return readFileSync(join(ELEMENTS, file), "utf8");
}

function lines(element: string, file: string): string[] {
	const path = join(element, file);
	return existsSync(join(ELEMENTS, path)) ? text(path).split("\n").slice(0, -1) : [];
}

describe.each(elements)("element %s", (element) => {
	it("has a README that begins with its name", () => {
		const [over, title, under] = lines(element, "README.rst");
		expect(title).toBe(element);
		expect(over).toBe("=".repeat(element.length));
		expect(under).toBe(over);
	});

	it("has a valid element.yaml", () => {
		const meta = parse(text(`${element}/element.yaml`));
		expect(meta.title).toEqual(expect.any(String));
		expect(ELEMENT_CATEGORIES).toContain(meta.category);
		expect(meta.variables).toEqual(expect.any(Object));
		for (const [name, variable] of Object.entries<Record<string, unknown>>(meta.variables)) {
			expect(name).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
			expect(VARIABLE_TYPES, name).toContain(variable.type);
			expect(variable.meaning, name).toMatch(/^.+\.$/);
			if (variable.default !== undefined) expect(variable.default, name).toEqual(expect.any(String));
			if (variable.type === "enum") expect(variable.values, name).toEqual(expect.any(Array));
			if (/PASSWORD|SECRET|TOKEN/.test(name)) expect(variable.secret, name).toBe(true);
		}
		for (const hook of Object.keys(meta["final-filesystem"] ?? {})) {
			expect(existsSync(join(ELEMENTS, element, hook)), hook).toBe(true);
			expect(hook).toMatch(/^(pre-finalise|finalise|cleanup)\.d\//);
		}
	});

	it("depends on elements that exist, sorted, once each", () => {
		const deps = lines(element, "element-deps");
		expect(deps).toEqual([...new Set(deps)].sort());
		expect(deps.filter((dep) => !elements.includes(dep) && !provided.has(dep))).toEqual([]);
	});

	it("has package lists and maps that parse", () => {
		const path = (name: string) => join(ELEMENTS, element, name);
		if (existsSync(path("package-installs.yaml"))) {
			expect(parse(text(`${element}/package-installs.yaml`))).toEqual(expect.any(Object));
			expect(lines(element, "element-deps")).toContain("package-installs");
		}
		if (existsSync(path("pkg-map"))) expect(JSON.parse(text(`${element}/pkg-map`))).toEqual(expect.any(Object));
	});
});

describe("files of elements", () => {
	const isHook = (file: string) => {
		const [, folder = "", name = "", ...deeper] = file.split("/");
		return deeper.length === 0 && PHASES.some((phase) => folder === `${phase}.d`) && /^\d+-[\w-]+$/.test(name);
	};
	const executable = (file: string) => (statSync(join(ELEMENTS, file)).mode & 0o111) !== 0;
	const hooks = files.filter((file) => isHook(file) && !basename(file).startsWith("package-installs-"));
	const scripts = files.filter((file) => text(file).startsWith("#!/bin/bash\n"));
	const snippets = files.filter((file) => file.split("/")[1] === "environment.d");

	it("are there to be looked at", () => {
		expect(hooks.length).toBeGreaterThan(10);
		expect(scripts.length).toBeGreaterThanOrEqual(hooks.length / 2);
		expect(snippets.length).toBeGreaterThan(3);
	});

	it.each(hooks)("%s is executable", (file) => {
		expect(executable(file)).toBe(true);
		expect(text(file)).toMatch(/^#!/);
	});

	it.each(scripts)("%s stops at failures and can be traced", (file) => {
		expect(text(file)).toMatch(/^set -eu$/m);
		expect(text(file)).toMatch(/^set -o pipefail$/m);
		expect(text(file)).toContain("DIB_DEBUG_TRACE");
		expect(executable(file)).toBe(true);
	});

	it.each(snippets)("%s is sourced, not run", (file) => {
		expect(executable(file)).toBe(false);
		expect(text(file)).not.toMatch(/set -x/);
		expect(text(file)).not.toMatch(/export \w+=\$\(/);
	});

	it.each(files)("%s ends with a newline and has no tabs and no mirror's name", (file) => {
		const content = text(file);
		if (content !== "") expect(content.endsWith("\n")).toBe(true);
		if (!file.endsWith(".md")) expect(content).not.toMatch(/\t/);
		// The host's own mirror or the bootstrap tool's default is used: none is written down.
		expect(content).not.toMatch(/\b[a-z0-9.-]*\bdebian\.(org|net|com)\b/i);
		expect(content).not.toMatch(/registry\.npm/);
	});

	it.skipIf(!hasShellcheck)(
		"pass shellcheck",
		() => {
			const paths = scripts.map((file) => join(ELEMENTS, file));
			const run = () => execFileSync("shellcheck", ["--shell=bash", ...paths], { encoding: "utf8", stdio: "pipe" });
			expect(run).not.toThrow();
		},
		120_000,
	);
});
