import { stringify } from "yaml";
import { singleQuoted } from "../text/quote-shell.js";

/** What the outputs tell of an element; in the order to print, sorted by name as a resolution has it. */
type Named = { readonly name: string; readonly path: string };

/** Value of IMAGE_ELEMENT: the names, separated by blanks. */
export function imageElement(elements: readonly Named[]): string {
	return elements.map(({ name }) => name).join(" ");
}

/** Value of IMAGE_ELEMENT_YAML: name → absolute path, in block style, keys sorted (contract §3.2, §4.6). */
export function imageElementYaml(elements: readonly Named[]): string {
	const paths = Object.fromEntries(elements.map(({ name, path }) => [name, path]));
	// 1.1 quotes `on` and `yes` too, which PyYAML in hooks would read as booleans.
	return stringify(paths, { version: "1.1", sortMapEntries: true, lineWidth: 0, singleQuote: true });
}

/** What get_image_element_array prints: `[name]=path ` for each, a blank at the end. */
export function imageElementArray(elements: readonly Named[]): string {
	return elements.map(({ name, path }) => `[${name}]=${path} `).join("");
}

/**
 * The output of `element-info --env`, shell code to be evaluated (contract §4.6). The same text as DIB's for usual
 * names; unlike there, quotes and `$` in names or paths stay what they are.
 */
export function elementInfoExports(elements: readonly Named[]): string {
	return [
		`export IMAGE_ELEMENT=${singleQuoted(imageElement(elements))}`,
		`export IMAGE_ELEMENT_YAML=${singleQuoted(imageElementYaml(elements))}`,
		"function get_image_element_array {",
		`  echo ${doubleQuoted(imageElementArray(elements))}`,
		"};",
		"export -f get_image_element_array;",
		"",
	].join("\n");
}

const doubleQuoted = (text: string) => `"${text.replace(/["$`\\]/g, "\\$&")}"`;
