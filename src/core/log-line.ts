/** What a line of a log is, for its colour and for the filters. */
export type LineKind = "plain" | "trace" | "warning" | "error";

/** Nearly every line of a log matches none of these words, and is done with. */
const WORTH_A_LOOK = /warn|error|fatal|panic|^\+|^[WE]: |^Err:|^Traceback|not found|No such|denied|No space/i;
/** `+ command`, as bash prints it with `set -x`. */
const TRACE = /^\++ /;
const ERROR =
	/\b(?:error|fatal|panic)\s*:|^(?:E: |Err:|Traceback \(|dpkg: error )|\[error\]|: (?:command not found|no such file or directory|permission denied|no space left on device)$/i;
const WARNING = /^W: |\bwarn(?:ing)?\s*[:!\]]/i;

/** The kind of a clean line: by the words that package managers, compilers and shells begin their complaints with. */
export function lineKind(line: string): LineKind {
	if (!WORTH_A_LOOK.test(line)) return "plain";
	if (TRACE.test(line)) return "trace";
	if (ERROR.test(line)) return "error";
	return WARNING.test(line) ? "warning" : "plain";
}
