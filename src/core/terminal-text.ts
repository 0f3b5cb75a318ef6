import stripAnsi from "strip-ansi";

const TAB_WIDTH = 8;
/** Anything a terminal could take for a command: C0 with escape and tab, DEL, C1. */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/;
const ALL_CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;
/** What is left of a sequence that was cut off at the end of its text. */
const UNFINISHED = /(?:\u001b\[[0-?]*[ -/]*|\u001b[\]PX^_k][^\u0007\u001b]*)$/;

/** One line as it can be shown anywhere: no escape sequence, no control character, tabs as blanks. */
export function cleanLine(line: string): string {
	if (!CONTROLS.test(line)) return line;
	const plain = stripAnsi(line).replace(UNFINISHED, "");
	return expandTabs(plain).replace(ALL_CONTROLS, "");
}

function expandTabs(line: string): string {
	if (!line.includes("\t")) return line;
	let text = "";
	for (const [index, part] of line
		.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, "")
		.split("\t")
		.entries()) {
		if (index > 0) text += " ".repeat(TAB_WIDTH - (text.length % TAB_WIDTH));
		text += part;
	}
	return text;
}
