import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { allTables } from "../../../src/cli/command-line/all-tables.js";
import type { CommandTable } from "../../../src/cli/command-line/command-table.js";
import { manPage } from "../../../src/cli/command-line/man-page.js";

const PROJECT = resolve(import.meta.dirname, "../../..");
const { bin, man } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
const tables = allTables({ packageRoot: PROJECT, version: "0.1.0" });
const all = (table: CommandTable): CommandTable[] => [table, ...table.commands.flatMap(all)];
const lint = (page: string) =>
	spawnSync("mandoc", ["-Tlint", "-W", "warning"], { input: page, encoding: "utf8" }).stdout.trim();

test("every program has a table and a manual page in the package", () => {
	expect(tables.map(({ name }) => name).sort()).toEqual(Object.keys(bin).sort());
	expect(man.toSorted()).toEqual(
		Object.keys(bin)
			.map((name) => `./dist/man/${name}.1`)
			.sort(),
	);
});

test("every command, option and argument says what it is for", () => {
	for (const { name, about, options, arguments: given } of tables.flatMap(all)) {
		expect(about, name).not.toBe("");
		for (const row of [...options, ...given]) expect(row.meaning, `${name}: ${JSON.stringify(row)}`).not.toBe("");
	}
});

describe.each(tables.map((table) => [table.name, table] as const))("the manual page of %s", (_name, table) => {
	const page = manPage(table, "0.1.0", "2026-01-01");

	test("has nothing that mandoc warns of, and man shows it", () => {
		expect(lint(page)).toBe("");
		const shown = execFileSync("mandoc", ["-Tascii"], { input: page, encoding: "utf8" });
		expect(shown).toContain("SEE ALSO".replaceAll(/\S/g, "$&\b$&"));
	});

	test("tells every command and every option", () => {
		const text = execFileSync("mandoc", ["-Tascii"], { input: page, encoding: "utf8" }).replaceAll(/.\x08/g, "");
		for (const { name, options, commands } of all(table)) {
			if (commands.length === 0) expect(text).toContain(name);
			for (const { flags } of options) for (const flag of flags) expect(text).toContain(flag);
		}
	});
});

test("the built pages are those of these tables", () => {
	for (const table of tables) {
		const built = readFileSync(join(PROJECT, "dist/man", `${table.name}.1`), "utf8");
		const date = /^\.TH \S+ 1 "([\d-]+)"/.exec(built)?.[1] ?? "";
		expect(built).toBe(manPage(table, "0.1.0", date));
	}
});
