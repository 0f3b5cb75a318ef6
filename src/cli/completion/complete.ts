import type { ValueKind } from "../../core/settings/value-kind.js";
import type { CommandTable, OptionRow } from "../command-line/command-table.js";

export interface Candidate {
	/** The whole word, as it may stand on the command line. */
	readonly word: string;
	readonly meaning?: string;
}

/** What may stand in a word's place. */
export interface Completion {
	readonly candidates: readonly Candidate[];
	/** The shell's own completion of paths is to be asked as well. */
	readonly paths?: "files" | "folders";
	/** The word is not finished with one of the candidates: no blank after it. */
	readonly open?: true;
}

/** The names there are now, of whatever has names. `words` are those of the whole line, for what some of them change. */
export type NamesOf = (
	kind: ValueKind,
	words: readonly string[],
) => readonly Candidate[] | Promise<readonly Candidate[]>;

const NOTHING: Completion = { candidates: [] };

/**
 * Completes `word`, which stands behind `before` on the command line of a program (its own name left out). Pure but for
 * the names it asks for.
 */
export async function complete(
	program: CommandTable,
	before: readonly string[],
	word: string,
	namesOf: NamesOf,
): Promise<Completion> {
	const place = findPlace(program, before);
	const words = [...before, word];
	const { command, pending } = place;
	const valued = (option: OptionRow) => values(option.kind ?? "text", option.choices, word, words, namesOf);
	if (pending && !pending.value?.startsWith("[")) return valued(pending);
	if (!place.operandsOnly && word.startsWith("-")) {
		const [flag = "", ...rest] = word.split("=");
		if (rest.length === 0) return { candidates: options(command, word) };
		const option = findOption(command, flag);
		return option
			? prefixed(`${flag}=`, await values(option.kind ?? "text", option.choices, rest.join("="), words, namesOf))
			: NOTHING;
	}
	const operand = await operandAt(place, word, words, namesOf);
	if (!pending) return operand;
	// The value of an option like --checksum [kind] may be left out.
	const own = await valued(pending);
	return { ...operand, candidates: [...own.candidates, ...operand.candidates] };
}

interface Place {
	readonly command: CommandTable;
	/** The option whose value comes next. */
	readonly pending?: OptionRow;
	/** How many arguments without a dash stand there already. */
	readonly operands: number;
	/** After `--`. */
	readonly operandsOnly: boolean;
}

function findPlace(program: CommandTable, before: readonly string[]): Place {
	let command = program;
	let pending: OptionRow | undefined;
	let operands = 0;
	let operandsOnly = false;
	for (const word of before) {
		const option = pending;
		pending = undefined;
		if (option && !(option.value?.startsWith("[") && word.startsWith("-"))) continue;
		if (operandsOnly) operands += 1;
		else if (word === "--") operandsOnly = true;
		else if (word.startsWith("-")) {
			const found = word.includes("=") ? undefined : findOption(command, word);
			if (found?.value) pending = found;
		} else {
			const child = operands === 0 ? command.commands.find(({ name }) => lastWord(name) === word) : undefined;
			if (child) command = child;
			else operands += 1;
		}
	}
	return { command, operands, operandsOnly, ...(pending ? { pending } : {}) };
}

const findOption = (command: CommandTable, flag: string) => command.options.find(({ flags }) => flags.includes(flag));
const lastWord = (name: string) => name.split(" ").at(-1) ?? "";

/** Options by their long name; by their short one where that is what was begun. */
function options(command: CommandTable, word: string): Candidate[] {
	const name = ({ flags }: OptionRow) => (word === "-" ? flags.at(-1) : flags.find((flag) => flag.startsWith(word)));
	return command.options.flatMap((option) => {
		const found = name(option);
		return found ? [{ word: found, meaning: option.meaning }] : [];
	});
}

async function operandAt(place: Place, word: string, words: readonly string[], namesOf: NamesOf): Promise<Completion> {
	const { command, operands } = place;
	if (command.commands.length > 0) {
		const commands = command.commands.map(({ name, about }) => ({ word: lastWord(name), meaning: about }));
		return operands === 0 ? { candidates: starting(commands, word) } : NOTHING;
	}
	const rows = command.arguments;
	const last = rows.at(-1);
	const argument = rows[operands] ?? (last?.repeated ? last : undefined);
	return argument ? values(argument.kind, argument.choices, word, words, namesOf) : NOTHING;
}

/** Values of one kind that begin with `word`. */
async function values(
	kind: ValueKind,
	choices: readonly string[] = [],
	word: string,
	words: readonly string[],
	namesOf: NamesOf,
): Promise<Completion> {
	const names = async (wanted = word, asked = kind) => starting(await namesOf(asked, words), wanted);
	switch (kind) {
		case "choice":
			return {
				candidates: starting(
					choices.map((choice) => ({ word: choice })),
					word,
				),
			};
		case "file":
			return { candidates: [], paths: "files" };
		case "folder":
			return { candidates: [], paths: "folders" };
		case "folders": {
			const done = word.slice(0, word.lastIndexOf(":") + 1);
			return prefixed(done, {
				candidates: await namesOf(kind, [...words.slice(0, -1), word.slice(done.length)]),
				open: true,
			});
		}
		case "formats": {
			const done = word.slice(0, word.lastIndexOf(",") + 1);
			const taken = done.split(",");
			const left = (await names(word.slice(done.length))).filter((format) => !taken.includes(format.word));
			return prefixed(done, { candidates: left });
		}
		case "layout":
			return { candidates: await names(), paths: "files" };
		case "profile":
		case "target":
			return { candidates: await names(), ...(/^[.~/]/.test(word) ? { paths: "files" as const } : {}) };
		case "text":
			return NOTHING;
		default:
			return { candidates: await names() };
	}
}

const starting = (candidates: readonly Candidate[], word: string) =>
	candidates.filter((candidate) => candidate.word.startsWith(word));

const prefixed = (prefix: string, completion: Completion): Completion => ({
	...completion,
	candidates: completion.candidates.map((candidate) => ({ ...candidate, word: prefix + candidate.word })),
});
