import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { knownTool } from "../core/host-facts.js";

const SYSTEM = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/**
 * Where a tool is on this host, or undefined; system directories count although they may be missing from PATH. A path
 * is that program.
 */
export function findTool(tool: string, path = process.env.PATH ?? ""): string | undefined {
	if (tool.includes("/")) return isExecutable(tool) ? tool : undefined;
	const file = knownTool(tool)?.file;
	if (file) return existsSync(file) ? file : undefined;
	return [...path.split(delimiter), ...SYSTEM].map((directory) => join(directory, tool)).find(isExecutable);
}

function isExecutable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
