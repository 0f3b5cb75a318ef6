import {
	type DocumentOptions,
	type ParseOptions,
	parseDocument,
	type SchemaOptions,
	type Tags,
	type YAMLError,
} from "yaml";

/**
 * YAML 1.1 as PyYAML reads it, which is how elements were written: `y`, `n` and `.` are texts, a float needs a dot and a
 * digit (so the partition type 8E00 is a text), and of equal keys the last one counts.
 */
export const PYYAML: ParseOptions & DocumentOptions & SchemaOptions = {
	version: "1.1",
	uniqueKeys: false,
	prettyErrors: false,
	customTags: (tags: Tags) => tags.map(asPyYaml),
};

/** Why a document is none for PyYAML: its first error, or a tag that nothing explains. */
export function yamlProblem({ errors, warnings }: ReturnType<typeof parseDocument>): YAMLError | undefined {
	return errors[0] ?? warnings.find(({ code }) => code === "TAG_RESOLVE_FAILED");
}

/** Parses one document; undefined when it is no YAML, or has an alias without an anchor. */
export function parsePyYaml(text: string): unknown {
	const document = parseDocument(text, PYYAML);
	if (yamlProblem(document)) return undefined;
	try {
		return document.toJS();
	} catch {
		return undefined;
	}
}

function asPyYaml(tag: Tags[number]): Tags[number] {
	if (typeof tag === "string" || !("test" in tag) || !tag.test) return tag;
	const words = WORDS.find(([name, sample]) => tag.tag === `tag:yaml.org,2002:${name}` && tag.test?.test(sample));
	return words ? ({ ...tag, test: words[2] } as Tags[number]) : tag;
}

/** Type, a text that the library's own tag takes too, and what PyYAML takes. */
const WORDS: readonly (readonly [type: string, sample: string, test: RegExp])[] = [
	["bool", "yes", /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/],
	["bool", "no", /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/],
	["int", "19", /^[-+]?(?:0|[1-9][0-9_]*)$/],
	["float", "1.5", /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)$/],
	["float", "1.5e+3", /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)[eE][-+][0-9]+$/],
];
