import type { ElementFile } from "../element/element-file.js";
import { type Block, plainText } from "../readme/document.js";
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
	const text = firstParagraph(parseReadme(readme)).replace(/\s+/g, " ");
	const sentence = /^.*?[.](?= [A-Z`]|$)/.exec(text)?.[0] ?? text;
	return sentence.replace(/[.:]$/, "") || undefined;
}

/** Some READMEs are one list. */
function firstParagraph(blocks: readonly Block[]): string {
	for (const block of blocks) {
		if (block.kind === "paragraph") return plainText(block.spans);
		const inside = block.kind === "list" ? block.items[0]!.blocks : block.kind === "quote" ? block.blocks : [];
		const text = firstParagraph(inside);
		if (text) return text;
	}
	return "";
}
