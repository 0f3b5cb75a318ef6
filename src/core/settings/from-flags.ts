import { UserError } from "../errors.js";
import type { GivenVariable } from "../planning/build-options.js";
import type { Profile } from "../profile/profile.js";
import { isSecretName } from "../secrets/secret-name.js";
import type { Flag, FlagContext, PlacedSetting, Typed } from "./setting.js";
import { ALL_SETTINGS, placeValues, statedValue } from "./settings.js";
import { VARIABLE_FLAGS } from "./variable-flags.js";

/** What was typed, by the names of the flags as commander makes them: `--root-label` is `rootLabel`. */
export type TypedFlags = Readonly<Record<string, unknown>>;

/**
 * What flags and elements of `diskwright build` say, as a profile to be laid over `base`. Errors of values name the flag.
 * Throws UserError.
 */
export function profileOfFlags(
	flags: TypedFlags,
	elements: readonly string[],
	base: Profile,
	context: Omit<FlagContext, "isGiven">,
): Profile {
	const isGiven = (flag: string) => flags[flagKey(flag)] !== undefined;
	const said: Record<string, unknown> = elements.length > 0 ? { elements: [...elements] } : {};
	const values = ALL_SETTINGS.map((placed) => {
		const before = statedValue(said, placed) ?? (placed.row.adds ? undefined : statedValue(base, placed));
		return [placed.path, readFlags(placed, flags, before, { ...context, isGiven })] as const;
	});
	return { version: 1, ...said, ...placeValues(values) };
}

/** The value after all flags of a row; undefined when none is given. */
function readFlags({ row }: PlacedSetting, flags: TypedFlags, before: unknown, context: FlagContext): unknown {
	let value: unknown;
	for (const flag of (row.flags ?? []) as readonly Flag<unknown>[]) {
		const typed = (flags[flagKey(flag.words)] as Typed | undefined) ?? flag.absent?.(context);
		if (typed === undefined) continue;
		if (row.parse) check(`--${flagName(flag.words)}`, row.parse, typed as string);
		value = flag.read ? flag.read(typed as never, context, value ?? before) : typed;
	}
	return value;
}

function check(flag: string, parse: (text: string) => unknown, text: string): void {
	try {
		parse(text);
	} catch (error) {
		const { message, next } = error as UserError;
		throw new UserError({ code: "bad-value", message: `${flag}: ${message}`, next });
	}
}

/** The variables that flags set: those of `--set`, and those for which profiles have no key. */
export function variablesOfFlags(
	flags: TypedFlags,
	absolute: (file: string) => string,
	env: Readonly<Record<string, string | undefined>>,
): { readonly exported: readonly GivenVariable[]; readonly all: Readonly<Record<string, string>> } {
	const own = VARIABLE_FLAGS.flatMap(({ words, variable, read, exported = false }) => {
		const typed = flags[flagKey(words)];
		const value = typed === undefined ? undefined : read(typed as never, absolute, env[variable]);
		return value === undefined ? [] : [{ name: variable, value, exported }];
	});
	const set = ((flags.set ?? []) as readonly string[]).map(assignment);
	const exported = [...own.filter((one) => one.exported).map(({ name, value }) => fromFlag(name, value)), ...set];
	const pairs = [...own, ...set].map(({ name, value }) => [name, value]);
	return { exported, all: Object.fromEntries(pairs) };
}

/** One `--set NAME=VALUE`. */
function assignment(text: string): GivenVariable {
	const equals = text.indexOf("=");
	return fromFlag(text.slice(0, equals), text.slice(equals + 1));
}

const fromFlag = (name: string, value: string): GivenVariable => ({
	name,
	value,
	secret: isSecretName(name),
	from: "flag",
});

/** `root-label` of `--root-label <label>`. */
export const flagName = (words: string): string => /--([\w-]+)/.exec(words)?.[1] ?? "";

/** As commander names its value: `rootLabel`; of `--no-tmpfs` it is `tmpfs`. */
export const flagKey = (words: string): string =>
	flagName(words)
		.replace(/^no-/, "")
		.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
