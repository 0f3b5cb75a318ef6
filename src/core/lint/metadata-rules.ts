import { parseElementMeta } from "../element/element-meta.js";
import { UserError } from "../errors.js";
import { indexCatalogue } from "../explore/catalogue-index.js";
import { nearest } from "../text/suggest.js";
import { fileRule, firstLine, type LintFacts, type Rule, type Sighting } from "./rule.js";

/** What is asked of an element's own description: README, element-deps, element-provides, element.yaml. */
export const METADATA_RULES: readonly Rule[] = [
	{
		id: "readme",
		severity: "error",
		asks: "every element has a `README.rst`",
		cure: "write a README.rst: what the element does, and its variables",
		dib: true,
		check: ({ element }) =>
			element.files["README.rst"] ? [] : [{ place: { file: element.path }, message: "it has no README.rst" }],
	},
	fileRule(
		{
			id: "mddocs",
			severity: "error",
			asks: "no documentation in Markdown",
			cure: "write it as README.rst",
			dib: true,
		},
		({ path }) => (path.endsWith(".md") ? { message: "it is written in Markdown" } : undefined),
	),
	fileRule(
		{ id: "deps-sorted", severity: "error", asks: "`element-deps` is sorted", cure: "sort its lines", dib: true },
		({ path, text }) => {
			if (path.split("/").at(-1) !== "element-deps") return undefined;
			const lines = text.split("\n");
			let highest = "";
			const line = firstLine(text, (one) => {
				if (one === "" || one.startsWith("#")) return false;
				const late = one < highest;
				if (!late) highest = one;
				return late;
			});
			return line ? { line, message: `${lines[line - 1]} stands after ${highest}` } : undefined;
		},
	),
	fileRule(
		{
			id: "name-encoding",
			severity: "error",
			asks: "`element-deps` and `element-provides` are plain UTF-8, without a byte order mark",
			cure: "save it as UTF-8 without a byte order mark: it becomes part of the first name",
			dib: false,
		},
		({ path, text }) => {
			if (!["element-deps", "element-provides"].includes(path)) return undefined;
			if (text.startsWith("\ufeff")) return { line: 1, message: "it begins with a byte order mark" };
			const line = firstLine(text, (one) => one.includes("\ufffd"));
			return line ? { line, message: "it has bytes that are not UTF-8" } : undefined;
		},
	),
	{
		id: "dead-dep",
		severity: "error",
		asks: "every name in `element-deps` is an element, or provided by one",
		cure: "correct the name, or add the folder that holds the element: --elements-path",
		dib: false,
		check: (facts) => {
			const { element, catalogue } = facts;
			const suspects = element.deps.filter((dep) => !catalogue.elements.has(dep));
			if (suspects.length === 0) return [];
			const { providers } = indexCatalogue(catalogue);
			const known = [...catalogue.elements.keys(), ...providers.keys()];
			return suspects
				.filter((dep) => !providers.has(dep))
				.map((dep) => {
					const alike = nearest(dep, new Set(known.filter((name) => name !== element.name)));
					const cure = alike.length > 0 ? { cure: `did you mean ${alike.join(" or ")}?` } : {};
					return {
						place: placeOfName(facts, "element-deps", dep),
						message: `no element has or provides the name ${dep}`,
						...cure,
					};
				});
		},
	},
	{
		id: "provides-element",
		severity: "warning",
		asks: "`element-provides` does not list names of real elements",
		cure: "provide a name of its own, or say in the README that it replaces that element",
		dib: false,
		check: (facts): Sighting[] =>
			facts.element.provides
				.filter((name) => facts.catalogue.elements.has(name))
				.map((name) => ({
					place: placeOfName(facts, "element-provides", name),
					message:
						name === facts.element.name
							? "it provides its own name, so it cannot be asked for"
							: `${name} is an element: the two cannot be asked for together`,
				})),
	},
	{
		id: "element-meta",
		severity: "error",
		asks: "`element.yaml` has the keys and values of the table above",
		cure: "see docs/elements.md for the keys of element.yaml",
		dib: false,
		check: ({ files }) => {
			const file = files.find(({ path }) => path === "element.yaml");
			if (!file) return [];
			try {
				parseElementMeta(file.text, file.file);
				return [];
			} catch (error) {
				if (!(error instanceof UserError)) throw error;
				return [{ place: error.place ?? { file: file.file, line: 1 }, message: error.message }];
			}
		},
	},
];

function placeOfName({ element, files }: LintFacts, path: string, name: string) {
	const text = files.find((file) => file.path === path)?.text ?? "";
	return { file: `${element.path}/${path}`, line: firstLine(text, (line) => line.trim() === name) ?? 1 };
}
