import { accessSync, constants, existsSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { knownTool } from "../core/host/host-facts.js";
import { SYSTEM_FOLDERS } from "./system-path.js";

/**
 * Where a tool is on this host, or undefined; system folders count although they may be missing from PATH. A path is that
 * program.
 */
export function findTool(tool: string, path = process.env.PATH ?? ""): string | undefined {
	if (tool.includes("/")) return isExecutable(tool) ? tool : undefined;
	const file = knownTool(tool)?.file;
	if (file) return existsSync(file) ? file : undefined;
	const folders = [...path.split(delimiter).filter((folder) => folder !== ""), ...SYSTEM_FOLDERS];
	return folders.map((folder) => join(folder, tool)).find(isExecutable);
}

function isExecutable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return statSync(file).isFile();
	} catch {
		return false;
	}
}
