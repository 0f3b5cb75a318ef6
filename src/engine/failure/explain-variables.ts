import { readFileSync } from "node:fs";
import { unsetText, unsetVariable } from "../../core/failure/unset-variable.js";

/** Names the variable for want of which the script in `file`, a hook or a snippet, has ended. */
export function explainVariables(said: readonly string[], file: string | undefined): string[] {
	const unset = unsetVariable(said, file === undefined ? "" : textOf(file));
	return unset ? [unsetText(unset)] : [];
}

function textOf(file: string): string {
	try {
		return readFileSync(file, "latin1");
	} catch {
		return "";
	}
}
