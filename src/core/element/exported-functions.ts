import { singleQuoted } from "../text/quote-shell.js";
import type { Element } from "./element.js";

/**
 * The bash functions that the engine exports to hooks outside the image, as environment entries (contract §3.2). bash
 * takes them from any parent; other shells and the chroot never see them.
 */
export function exportedFunctions(elements: readonly Pick<Element, "name" | "path">[]): Record<string, string> {
	const array = elements.map(({ name, path }) => `[${name}]=${path} `).join("");
	return {
		"BASH_FUNC_get_image_element_array%%": `() {  printf '%s' ${singleQuoted(array)}\n}`,
		"BASH_FUNC_die%%": '() {  echo "$@"; exit 1\n}',
		"BASH_FUNC__ps4%%": `() {  printf '%-80s' "\${BASH_SOURCE[1]##*site-packages/}:\${FUNCNAME[1]:-}:\${BASH_LINENO[0]:-}"\n}`,
	};
}
