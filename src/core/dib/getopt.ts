/** A long option as getopt_long(3) knows it. */
export interface LongOption {
	readonly name: string;
	readonly argument: boolean;
	/**
	 * Unknown to the reference program: abbreviations never become ambiguous because of it, so that every command line
	 * that works there works here.
	 */
	readonly added?: boolean;
}

export interface GetoptSpec {
	/** As for getopt(3): `a:h` is `-a ARG` and `-h`. */
	readonly short: string;
	readonly long: readonly LongOption[];
	/** Stop at the first operand, as with POSIXLY_CORRECT. */
	readonly posix?: boolean;
}

export interface GetoptResult {
	/** In the order given; `name` without dashes. */
	readonly options: readonly { readonly name: string; readonly value?: string }[];
	readonly operands: readonly string[];
	/** In getopt's own words, without the program's name; not empty: the command line is wrong. */
	readonly errors: readonly string[];
}

/** Parses a command line the way GNU getopt_long does: interleaving, abbreviations, `--opt=value`, `-oVALUE`, `--`. */
export function getopt(argv: readonly string[], spec: GetoptSpec): GetoptResult {
	const options: { name: string; value?: string }[] = [];
	const operands: string[] = [];
	const errors: string[] = [];
	const rest = [...argv];
	while (rest.length > 0) {
		const argument = rest.shift() as string;
		if (argument === "--") {
			operands.push(...rest);
			break;
		}
		if (argument.startsWith("--")) parseLong(argument.slice(2), rest);
		else if (argument.startsWith("-") && argument.length > 1) parseShort(argument.slice(1), rest);
		else if (spec.posix) {
			operands.push(argument, ...rest);
			break;
		} else operands.push(argument);
	}
	return { options, operands, errors };

	function parseLong(text: string, rest: string[]): void {
		const equals = text.indexOf("=");
		const given = equals < 0 ? text : text.slice(0, equals);
		const found = findLong(given, spec.long);
		if (found.length !== 1) {
			const possibilities = found.map(({ name }) => `'--${name}'`).join(" ");
			errors.push(
				found.length === 0
					? `unrecognized option '--${text}'`
					: `option '--${text}' is ambiguous; possibilities: ${possibilities}`,
			);
			return;
		}
		const { name, argument } = found[0] as LongOption;
		if (!argument) {
			if (equals >= 0) errors.push(`option '--${name}' doesn't allow an argument`);
			else options.push({ name });
			return;
		}
		const value = equals < 0 ? rest.shift() : text.slice(equals + 1);
		if (value === undefined) errors.push(`option '--${name}' requires an argument`);
		else options.push({ name, value });
	}

	function parseShort(text: string, rest: string[]): void {
		for (let at = 0; at < text.length; at++) {
			const name = text[at] as string;
			const index = name === ":" ? -1 : spec.short.indexOf(name);
			if (index < 0) {
				errors.push(`invalid option -- '${name}'`);
				continue;
			}
			if (spec.short[index + 1] !== ":") {
				options.push({ name });
				continue;
			}
			const value = at + 1 < text.length ? text.slice(at + 1) : rest.shift();
			if (value === undefined) errors.push(`option requires an argument -- '${name}'`);
			else options.push({ name, value });
			return;
		}
	}
}

/** The options `given` may stand for: an exact name wins; added options count only where no other one fits. */
function findLong(given: string, long: readonly LongOption[]): readonly LongOption[] {
	const exact = long.find(({ name }) => name === given);
	if (exact) return [exact];
	const fitting = long.filter(({ name }) => name.startsWith(given));
	const original = fitting.filter(({ added }) => !added);
	return original.length > 0 ? original : fitting;
}
