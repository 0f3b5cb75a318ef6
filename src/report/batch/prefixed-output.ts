import type { TextOutput } from "../reporter.js";

/** Puts a prefix before every line that is written. What is written has to be whole lines, as reporters write them. */
export function prefixedOutput(output: TextOutput, prefix: string): TextOutput {
	return {
		write(text) {
			const lines = text.endsWith("\n") ? text.slice(0, -1).split("\n") : text.split("\n");
			return output.write(lines.map((line) => `${prefix}${line}`.trimEnd().concat("\n")).join(""));
		},
	};
}
