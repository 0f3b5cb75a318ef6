import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { processContext } from "../entry/context.js";
import { allTables } from "./all-tables.js";
import { manPage } from "./man-page.js";
import { TABLES_FILE } from "./read-tables.js";

/** Writes what is made of the tables of commands into the bundle's folder: the tables themselves, a manual page a program. */
export function writeDocuments(dist: string, date: string): void {
	const { packageRoot, version } = processContext();
	const tables = allTables({ packageRoot, version });
	writeFileSync(join(dist, TABLES_FILE), JSON.stringify(tables));
	mkdirSync(join(dist, "man"), { recursive: true });
	for (const table of tables) writeFileSync(join(dist, "man", `${table.name}.1`), manPage(table, version, date));
}
