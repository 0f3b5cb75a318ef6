import type { ArgumentRow, CommandTable, OptionRow } from "./command-table.js";

/** The manual page of a program, in the macros of man(7), with every command below it. `date` is YYYY-MM-DD. */
export function manPage(table: CommandTable, version: string, date: string): string {
	const leaves = commandsBelow(table);
	const [purpose = "", ...more] = table.about.replaceAll("\n", " ").split(/(?<=[.;]) /);
	return [
		`.TH ${table.name.toUpperCase()} 1 "${date}" "diskwright ${version}" "User Commands"`,
		".SH NAME",
		`${roff(table.name)} \\- ${roff(lowerFirst(purpose.replace(/[.;]$/, "")))}`,
		".SH SYNOPSIS",
		...synopsis(table),
		".SH DESCRIPTION",
		...paragraph([purpose, ...more].join(" ")),
		...section("OPTIONS", optionRows(table.options)),
		...section("COMMANDS", leaves.flatMap(commandLines)),
		...section(
			"ENVIRONMENT",
			(table.environment ?? []).flatMap(([name, meaning]) => tagged(bold(name), meaning)),
		),
		...section("EXAMPLES", examples(table)),
		...section("SEE ALSO", [
			"The pages in",
			".I docs",
			"of the package:",
			"exit\\-codes.md, profiles.md, elements.md, outputs.md, compatibility.md.",
		]),
		"",
	].join("\n");
}

/** Every command that does something, groups left out, in the order of help. */
const commandsBelow = (table: CommandTable): CommandTable[] =>
	table.commands.flatMap((child) => (child.commands.length > 0 ? commandsBelow(child) : [child]));

function commandLines(command: CommandTable): string[] {
	return [
		`.SS ${roff([command.name, command.usage.replace(/^\[options\] ?/, "")].filter(Boolean).join(" "))}`,
		...paragraph(sentence(command.about)),
		...command.arguments.flatMap(argumentRow),
		...optionRows(command.options.filter(({ flags }) => !flags.includes("--help"))),
		...(command.examples ? [".PP", "Examples:", ...examples(command)] : []),
	];
}

const synopsis = ({ name, usage }: CommandTable) => [`${bold(name)} ${roff(usage)}`.trimEnd()];

const argumentRow = ({ name, meaning, choices }: ArgumentRow) =>
	meaning || choices ? tagged(italic(name), withChoices(meaning, choices)) : [];

const optionRows = (options: readonly OptionRow[]): string[] =>
	options.flatMap(({ flags, value, meaning, choices, default: usual }) =>
		tagged(
			[flags.map(bold).join(", "), value ? italic(value) : ""].filter(Boolean).join(" "),
			withChoices(meaning, choices) + (usual ? ` (default: ${usual})` : ""),
		),
	);

const withChoices = (meaning: string, choices: readonly string[] | undefined) =>
	choices && !choices.every((choice) => meaning.includes(choice)) ? `${meaning}: ${choices.join(", ")}` : meaning;

const examples = (table: CommandTable): string[] => (table.examples ? [".nf", ...table.examples.map(line), ".fi"] : []);

const section = (heading: string, lines: readonly string[]) => (lines.length > 0 ? [`.SH ${heading}`, ...lines] : []);
const tagged = (tag: string, text: string) => [".TP", tag, ...paragraph(text)];
/** Filled by whoever shows the page; broken here for those who read it as it is. */
const paragraph = (text: string) => (text.replace(/\s+/g, " ").match(/\S.{0,69}(?=\s|$)|\S+/g) ?? []).map(line);
const bold = (text: string) => `\\fB${roff(text)}\\fR`;
const italic = (text: string) => `\\fI${roff(text)}\\fR`;
const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** A line of text is not a macro, whatever it begins with. */
const line = (text: string) => roff(text).replace(/^[.']/, "\\&$&");
/** Backslashes and dashes as they are typed; quotes and tildes too. */
const roff = (text: string) =>
	text
		.replaceAll("\\", "\\e")
		.replaceAll("-", "\\-")
		.replaceAll("'", "\\(aq")
		.replaceAll("~", "\\(ti")
		.replaceAll("^", "\\(ha");
