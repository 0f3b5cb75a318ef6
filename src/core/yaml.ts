import { type DocumentOptions, type ParseOptions, parseDocument, type SchemaOptions, type Tags } from "yaml";

/**
 * YAML 1.1 as PyYAML reads it, which is how elements were written: `y` and `n` are texts, a float needs a dot (so the
 * partition type 8E00 is a text), and of equal keys the last one counts.
 */
export const PYYAML: ParseOptions & DocumentOptions & SchemaOptions = {
	version: "1.1",
	uniqueKeys: false,
	prettyErrors: false,
	customTags: (tags: Tags) => tags.flatMap(asPyYaml),
};

/** Parses one document; undefined when it is no YAML. */
export function parsePyYaml(text: string): unknown {
	const document = parseDocument(text, PYYAML);
	return document.errors.length > 0 ? undefined : document.toJS();
}

function asPyYaml(tag: Tags[number]): Tags {
	if (typeof tag === "string") return [tag];
	if ("format" in tag && tag.format === "EXP") return [];
	if (tag.tag !== "tag:yaml.org,2002:bool" || !("test" in tag) || !tag.test) return [tag];
	const words = tag.test.source.includes("[Tt]rue") ? TRUE_WORDS : FALSE_WORDS;
	return [{ ...tag, test: words }] as Tags;
}

const TRUE_WORDS = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE_WORDS = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
