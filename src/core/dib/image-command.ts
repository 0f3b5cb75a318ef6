import { quoteWord, quoteWords } from "../text/quote-shell.js";
import type { NamedOption } from "./option.js";
import { DIB_OPTIONS, type ImageDefinition } from "./options.js";

/** A command of DIB's with what its environment gets in addition. */
export interface DibCommand {
	readonly program: "disk-image-create" | "ramdisk-image-create";
	readonly args: readonly string[];
	readonly environment: Readonly<Record<string, string>>;
}

/** The command that builds one image of a list (contract §2.4); false, empty text and empty lists say nothing. */
export function imageCommand(image: ImageDefinition): DibCommand {
	const said = DIB_OPTIONS.flatMap((row) => optionWords(row, (image as Readonly<Record<string, unknown>>)[row.key]));
	return {
		program: image.ramdisk ? "ramdisk-image-create" : "disk-image-create",
		args: [...said, ...(image.elements ?? [])],
		environment: image.environment ?? {},
	};
}

/** A switch as often as its number says; lists and maps are one word, separated by commas. */
function optionWords({ flags: [flag], value }: NamedOption, given: unknown): string[] {
	if (!given) return [];
	if (!value) return Array<string>(Number(given)).fill(flag);
	const pairs =
		typeof given === "object" ? Object.entries(given).map(([name, text]) => `${name}=${text}`) : [String(given)];
	const text = (Array.isArray(given) ? given : pairs).join(",");
	return text ? [flag, text] : [];
}

/** The command as a line for a shell; `more` are assignments that are quoted already. */
export function commandLine({ program, args, environment }: DibCommand, more: readonly string[] = []): string {
	const assignments = Object.entries(environment).map(([name, value]) => `${name}=${quoteWord(value)}`);
	return [...assignments, ...more, quoteWords([program, ...args])].join(" ");
}
