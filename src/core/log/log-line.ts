import { isNoise } from "./log-noise.js";

/** What a line of a log is, for its colour and for the filters. */
export type LineKind = "plain" | "trace" | "warning" | "error";

/** Nearly every line of a log matches none of these words, and is done with. */
const WORTH_A_LOOK = /warn|error|fatal|panic|^\+|^[WE]: |^Err:|^Traceback|not found|No such|denied|No space/i;
/** `+ command`, as bash prints it with `set -x`. */
const TRACE = /^\++ /;
const ERROR =
	/\b(?:error|fatal|panic)\s*:|^(?:E: |Err:|Traceback \(|dpkg: error )|\[error\]|: (?:command not found|no such file or directory|permission denied|no space left on device)$/i;
/** Who calls it a warning means no error, whatever the reason. */
const CALLED_WARNING = /^(?:W: |(?:\S+: )?warning\b)/i;
const WARNING = /^W: |\bwarn(?:ing)?\s*[:!\]]/i;

/** The kind of a clean line, plain when it is known noise: by the words that package managers, compilers and shells begin their complaints with. */
export function lineKind(line: string): LineKind {
	if (!WORTH_A_LOOK.test(line)) return "plain";
	if (TRACE.test(line)) return "trace";
	const kind = ERROR.test(line) && !CALLED_WARNING.test(line) ? "error" : WARNING.test(line) ? "warning" : "plain";
	return kind !== "plain" && isNoise(line) ? "plain" : kind;
}
