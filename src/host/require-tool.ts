import { EXIT, UserError } from "../core/errors.js";
import { knownTool } from "../core/host/host-facts.js";
import { findTool } from "./find-tool.js";
import { installAdvice } from "./packages.js";

/**
 * The full path of a tool. Throws UserError `missing-tool` with what needs it, which begins the message (`booting an
 * image`), and what installs it.
 */
export function requireTool(tool: string, purpose: string): string {
	const path = findTool(tool);
	if (path) return path;
	throw missingTool(tool, `${purpose} needs the program ${tool}, which is not installed on this host`);
}

/** The error that a tool is not there, with what installs it where we know. */
export function missingTool(tool: string, message: string): UserError {
	return new UserError({
		code: "missing-tool",
		message,
		next: [...(knownTool(tool) ? [installAdvice([tool])] : []), "diskwright doctor --fix"],
		exitCode: EXIT.host,
	});
}
