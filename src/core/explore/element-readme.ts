import type { ElementFile } from "../element-file.js";
import { plainText } from "../readme/document.js";
import { parseReadme, type Readme } from "../readme/render.js";

const FORMATS: Readonly<Record<string, Readme["format"]>> = {
	"README.rst": "rst",
	"README.md": "markdown",
	"README.markdown": "markdown",
	"README.txt": "text",
	README: "text",
};

/** Names under which an element's README is looked for, the preferred one first. */
export const README_NAMES = Object.keys(FORMATS);

/** The README among an element's files. */
export function readmeOf(files: readonly Pick<ElementFile, "path" | "file" | "text">[]): Readme | undefined {
	for (const name of README_NAMES) {
		const found = files.find(({ path }) => path === name);
		if (found) return { file: found.file, format: FORMATS[name]!, text: found.text };
	}
	return undefined;
}

/** The first sentence of a README: what an element without `element.yaml` is called. */
export function readmeTitle(readme: Pick<Readme, "format" | "text">): string | undefined {
	const first = parseReadme(readme).find((block) => block.kind === "paragraph");
	const text = first?.kind === "paragraph" ? plainText(first.spans).replace(/\s+/g, " ") : "";
	const sentence = /^.*?[.](?= [A-Z`]|$)/.exec(text)?.[0] ?? text;
	return sentence.replace(/[.:]$/, "") || undefined;
}
