import type { ElementFile } from "../element/element-file.js";
import type { Place } from "../errors.js";
import { isCode, isPython, isSnippet, type Rule, type Severity, type Sighting } from "./rule.js";

export type LintTool = "shellcheck" | "flake8";

/** What a tool said about one line. */
export interface ToolRemark {
	readonly tool: LintTool;
	readonly severity: Severity;
	/** `SC2086`, `F401`. */
	readonly code: string;
	readonly message: string;
	readonly place: Place;
}

/** Their checks run outside: `toolSightings` turns what the tools said into findings. */
export const TOOL_RULES: readonly Rule[] = [
	{
		id: "shellcheck",
		severity: "warning",
		asks: "shellcheck has no errors and warnings about shell scripts and snippets, where it is installed",
		cure: "follow the advice, or switch it off with a reason: # shellcheck disable=CODE",
		dib: false,
		check: () => [],
	},
	{
		id: "flake8",
		severity: "error",
		asks: "flake8 has nothing to say about Python scripts, where it is installed",
		cure: "follow the advice, or switch it off with a reason: # noqa: CODE",
		dib: true,
		check: () => [],
	},
];

/** Which tool looks at a file, if any. */
export function toolOf(file: ElementFile): LintTool | undefined {
	if (file.binary) return undefined;
	if (isPython(file)) return isCode(file) ? "flake8" : undefined;
	const isShell = /^#! ?(?:\/usr)?\/bin\/(?:env )?(?:ba|da|k)?sh\b/.test(file.text);
	return isShell || isSnippet(file) ? "shellcheck" : undefined;
}

/** What the tools said, by the rule it belongs to. */
export function toolSightings(remarks: readonly ToolRemark[]): { readonly rule: Rule; readonly sighting: Sighting }[] {
	return remarks.map(({ tool, severity, code, message, place }) => ({
		rule: TOOL_RULES.find(({ id }) => id === tool) as Rule,
		sighting: { severity, place, message: `${code}: ${message.replace(/\.$/, "")}` },
	}));
}
