import type { ElementFile } from "../element/element-file.js";
import { fileRule, firstLine, isCode, isPython, type Rule } from "./rule.js";

const isRead = ({ path, executable }: ElementFile) => path.endsWith(".rst") || executable;
const ODD_INDENT = /^(?: {4})* {1,3}[^ ]/;
const TAB_INDENT = /^ *\t/;

/** What dib-lint asks of the look of files (contract §2.7). Only the first place in a file is told. */
export const LAYOUT_RULES: readonly Rule[] = [
	fileRule(
		{
			id: "indent",
			severity: "error",
			asks: "scripts are indented by multiples of four blanks",
			cure: "indent by four blanks",
			dib: true,
		},
		(file) => {
			if (!isCode(file) || isPython(file) || !file.text.startsWith("#!")) return undefined;
			const line = firstLine(file.text, (text) => ODD_INDENT.test(text));
			return line ? { line, message: "it is not indented by a multiple of four blanks" } : undefined;
		},
	),
	fileRule(
		{
			id: "tabindent",
			severity: "error",
			asks: "READMEs and scripts are not indented with tabs",
			cure: "indent with blanks",
			dib: true,
		},
		(file) => {
			const line = isRead(file) ? firstLine(file.text, (text) => TAB_INDENT.test(text)) : undefined;
			return line ? { line, message: "it is indented with a tab" } : undefined;
		},
	),
	fileRule(
		{
			id: "newline",
			severity: "error",
			asks: "READMEs, scripts and `source-repository-*` end with a newline",
			cure: "end the last line with a newline",
			dib: true,
		},
		(file) => {
			const isSource = file.path.split("/").at(-1)!.includes("source-repository-");
			if (!(isRead(file) || isSource) || file.text === "" || file.text.endsWith("\n")) return undefined;
			const message = isSource
				? "without a newline at its end the last source is not seen"
				: "it does not end with a newline";
			return { line: file.text.split("\n").length, message };
		},
	),
];
