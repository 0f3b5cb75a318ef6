import type { CommandTable } from "./command-table.js";

/** The first line of help, and of what is said about a wrong command line. */
export const usageLine = ({ name, usage }: CommandTable) => `usage: ${[name, usage].filter(Boolean).join(" ")}\n`;

/** The help of a program that commander does not know: usage, what it does, commands, options, environment, examples. */
export function helpText(table: CommandTable): string {
	const options = table.options.map(({ flags, value, meaning }) => [
		[flags.join(", "), value].filter(Boolean).join(" "),
		meaning,
	]);
	const commands = table.commands.map(({ name, usage, about }) => [
		[name.slice(table.name.length + 1), usage].filter(Boolean).join(" "),
		about,
	]);
	const parts = [
		usageLine(table),
		`${table.about}\n`,
		...section("Commands:", commands),
		...section("Options:", options),
		...section("Environment:", table.environment ?? []),
		...section(
			"Example:",
			(table.examples ?? []).map((line) => [line]),
		),
	];
	return parts.join("\n");
}

function section(heading: string, rows: readonly (readonly string[])[]): string[] {
	if (rows.length === 0) return [];
	const width = Math.max(...rows.map(([name = ""]) => name.length));
	const lines = rows.map(([name = "", meaning = ""]) => {
		const [first, ...more] = meaning.split("\n");
		const begun = `  ${name.padEnd(width)}  ${first}`.trimEnd();
		return [begun, ...more.map((line) => `${" ".repeat(width + 4)}${line}`)].join("\n");
	});
	return [`${heading}\n${lines.join("\n")}\n`];
}
