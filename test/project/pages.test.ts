import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const PAGES = [
	"README.md",
	"CONTRIBUTING.md",
	...readdirSync(join(ROOT, "docs")).flatMap((name) => (name.endsWith(".md") ? [join("docs", name)] : [])),
];

/** Headings as links name them. */
const anchors = (page: string) =>
	Array.from(page.matchAll(/^#+ (.+)$/gm), ([, heading = ""]) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, "")
			.replaceAll(" ", "-"),
	);

/** A path of the tree; `*` in its last part stands for something. */
function isThere(path: string): boolean {
	if (!path.includes("*")) return existsSync(join(ROOT, path));
	const name = new RegExp(`^${basename(path).replaceAll(".", "\\.").replaceAll("*", ".+")}$`);
	const folder = join(ROOT, dirname(path));
	return existsSync(folder) && readdirSync(folder).some((entry) => name.test(entry));
}

const SCRIPTS = Object.keys(
	(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: object }).scripts,
);

/** Files of the tree, scripts of the package and places of other pages that a page names and that are not there. */
function missing(page: string, text: string): string[] {
	const paths = Array.from(
		text.matchAll(/`((?:src|test|docs|elements|profiles)\/[\w./*-]+)`/g),
		([, path = ""]) => path,
	)
		.filter((path) => !/\b[A-Z]{2,}\b(?!\.)/.test(path))
		.filter((path) => !isThere(path));
	const links = Array.from(text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)]+))?\)/g), ([, file = "", anchor]) => {
		const target = file ? join(dirname(page), file) : page;
		if (!existsSync(join(ROOT, target))) return [target];
		const other = target === page ? text : readFileSync(join(ROOT, target), "utf8");
		return anchor && !anchors(other).includes(anchor) ? [`${target}#${anchor}`] : [];
	}).flat();
	const scripts = Array.from(text.matchAll(/npm run ([\w:-]+)/g), ([, script = ""]) => script);
	return [...paths, ...links, ...scripts.filter((script) => !SCRIPTS.includes(script))];
}

test.each(PAGES)("%s names files, scripts and places that exist", (page) => {
	expect(missing(page, readFileSync(join(ROOT, page), "utf8"))).toEqual([]);
});

test("the check sees a file that has moved, and a heading that has another name", () => {
	expect(
		missing("docs/x.md", "Look at `src/core/profile.ts`, `src/core/lint/*-rule.ts`, `src/cli/errors.ts`."),
	).toEqual(["src/core/profile.ts", "src/core/lint/*-rule.ts", "src/cli/errors.ts"]);
	expect(missing("docs/x.md", "[a](contract.md#73-order), [b](../no.md), [c](contract.md#73-exact-order)")).toEqual([
		"docs/contract.md#73-order",
		"no.md",
	]);
	expect(missing("docs/x.md", "npm run check, npm run chek")).toEqual(["chek"]);
});
