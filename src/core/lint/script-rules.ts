import type { ElementFile } from "../element/element-file.js";
import { fileRule, firstCommand, firstLine, isCode, isPython, isSnippet, type Rule } from "./rule.js";

const BASH = "#!/bin/bash";
const isBash = ({ text }: ElementFile) => text.split("\n", 1)[0] === BASH;

/** A bash script must have something, which `line` adds. */
const mustHave = (id: string, what: string, pattern: RegExp, line: string, otherwise: string): Rule =>
	fileRule(
		{ id, severity: "error", asks: `bash scripts have \`${what}\``, cure: `add the line: ${line}`, dib: true },
		(file) => (isCode(file) && isBash(file) && !pattern.test(file.text) ? { message: otherwise } : undefined),
	);

const TRACE = "if [ ${DIB_DEBUG_TRACE:-0} -gt 0 ]; then set -x; fi";

/** Outside the image, these paths show that a command means the image and not the host. */
const SAFE_SUDO =
	/dib-lint: safe_sudo|^\s*#|install-packages|TARGET_ROOT|IMAGE_BLOCK_DEVICE|TMP_MOUNT_PATH|TMP_IMAGE_PATH/;
const OUTSIDE = /(root|extra-data|block-device|finalise|cleanup)\.d\//;
/** At the start of a command; the word in a sentence is none of our business. */
const WHICH = /(?:^|[;&|(`!{]|\$\(|\b(?:if|then|do|else|while|until|sudo|exec))\s*which\s/;

/** What dib-lint asks of scripts (contract §2.7). */
export const SCRIPT_RULES: readonly Rule[] = [
	fileRule(
		{
			id: "executable",
			severity: "error",
			asks: "files that begin with `#!` are executable",
			cure: "make it executable: chmod +x",
			dib: true,
		},
		(file) => {
			if (!isCode(file) || file.executable || !file.text.startsWith("#!")) return undefined;
			if (isSnippet(file)) return { message: "a snippet is sourced, its #! line misleads", cure: "remove the #! line" };
			return { message: "it begins with #! but is not executable, so it does not run" };
		},
	),
	fileRule(
		{
			id: "shebang",
			severity: "error",
			asks: "bash scripts begin with exactly `#!/bin/bash`",
			cure: `write ${BASH} in the first line`,
			dib: true,
		},
		(file) => {
			const first = file.text.split("\n", 1)[0] ?? "";
			return isCode(file) && /^#!.*bash/.test(first) && first !== BASH
				? { message: `it begins with ${first}` }
				: undefined;
		},
	),
	mustHave("sete", "set -e", /^set -[^ \n]*e/m, "set -eu", "it goes on after a command has failed"),
	mustHave("setu", "set -u", /^set -[^ \n]*u/m, "set -eu", "it goes on after the use of an unset variable"),
	mustHave(
		"setpipefail",
		"set -o pipefail",
		/^set -o pipefail/m,
		"set -o pipefail",
		"it goes on after a failure inside a pipe",
	),
	mustHave(
		"dibdebugtrace",
		"DIB_DEBUG_TRACE",
		/DIB_DEBUG_TRACE/,
		TRACE,
		"it cannot be traced: it does not look at DIB_DEBUG_TRACE",
	),
	fileRule(
		{
			id: "export-subshell",
			severity: "error",
			asks: "no `export NAME=$(command)`: it hides the command's failure",
			cure: "assign first, then export on a line of its own",
			dib: true,
		},
		(file) => {
			const line = isCode(file) ? firstLine(file.text, (text) => /^(?!\s*#).*export .*\$\(/.test(text)) : undefined;
			return line ? { line, message: "the export hides a failure of the command inside $( )" } : undefined;
		},
	),
	fileRule(
		{
			id: "safe_sudo",
			severity: "error",
			asks: "`sudo` outside the image names a path of the image",
			cure: "work below $TARGET_ROOT or $TMP_MOUNT_PATH, or mark the line: # dib-lint: safe_sudo",
			dib: true,
		},
		(file) => {
			if (!isCode(file) || !OUTSIDE.test(file.path)) return undefined;
			const line = firstCommand(file.text, (text) => text.includes("sudo ") && !SAFE_SUDO.test(text));
			return line ? { line, message: "this sudo may change the host: no path of the image is in its line" } : undefined;
		},
	),
	fileRule(
		{
			id: "which",
			severity: "error",
			asks: "no `which`: small images lack it",
			cure: "write command -v",
			dib: true,
		},
		(file) => {
			if (!isCode(file) || isPython(file) || !(file.text.startsWith("#!") || isSnippet(file))) return undefined;
			const line = firstCommand(file.text, (text) => !/^\s*#|dib-lint: which/.test(text) && WHICH.test(text));
			return line ? { line, message: "which is missing from small images" } : undefined;
		},
	),
	fileRule(
		{
			id: "snippet-trace",
			severity: "error",
			asks: "snippets in `environment.d` do not `set -x`",
			cure: "remove set -x: the snippet is sourced into every phase",
			dib: true,
		},
		(file) => {
			const line = isSnippet(file) ? firstLine(file.text, (text) => text.includes("set -x")) : undefined;
			return line ? { line, message: "it switches tracing on for every hook after it" } : undefined;
		},
	),
	fileRule(
		{
			id: "snippet-executable",
			severity: "error",
			asks: "snippets in `environment.d` are not executable",
			cure: "take the execute bit away: chmod -x",
			dib: true,
		},
		(file) =>
			isSnippet(file) && file.executable ? { message: "it is executable, but snippets are sourced" } : undefined,
	),
];
