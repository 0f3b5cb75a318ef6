import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CliContext } from "../entry/context.js";
import type { CommandTable } from "./command-table.js";

/** Beside the bundle: made with it, so that completing a word need not load every command. */
export const TABLES_FILE = "command-tables.json";

/** The tables of all programs. From the source tree, which has no such file, they are made of the commands themselves. */
export async function readTables(context: CliContext): Promise<readonly CommandTable[]> {
	const dist = join(context.packageRoot, "dist");
	if (import.meta.dirname.startsWith(dist)) {
		return JSON.parse(readFileSync(join(dist, TABLES_FILE), "utf8")) as CommandTable[];
	}
	return (await import("./all-tables.js")).allTables(context);
}
