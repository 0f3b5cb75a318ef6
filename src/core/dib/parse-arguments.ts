import type { BuildOptions } from "../planning/build-options.js";
import { clearedEnvironment } from "../planning/cleared-environment.js";
import { optionsFromEnvironment } from "../settings/from-environment.js";
import { given } from "../values/given.js";
import { type GetoptResult, type GetoptSpec, getopt } from "./getopt.js";
import type { DibBuild, NamedOption } from "./option.js";
import { optionHints } from "./option-hints.js";
import { DIB_OPTIONS } from "./options.js";

type DibProgram = "disk-image-create" | "ramdisk-image-create";

/** What a command line of DIB's asks for. */
export type DibRequest =
	| { readonly kind: "help" }
	| { readonly kind: "version" }
	/** getopt's messages, and what was probably meant: exit status 1. */
	| { readonly kind: "error"; readonly errors: readonly string[]; readonly hints: readonly string[] }
	| {
			readonly kind: "build";
			readonly options: BuildOptions;
			/** The caller's environment, or what `-c` leaves of it, with what DIB resets and --logfile exports. */
			readonly env: Readonly<Record<string, string>>;
			/** With `-c`. */
			readonly cleared?: true;
			readonly logFile?: string;
			readonly progress?: string;
	  };

/** Every way of typing an option, as getopt names it, with its row. */
const TYPED = DIB_OPTIONS.flatMap((row) => row.flags.map((flag) => ({ name: flag.replace(/^-+/, ""), flag, row })));
const ROWS: ReadonlyMap<string, NamedOption> = new Map(TYPED.map(({ name, row }) => [name, row]));

/** DIB tells getopt of these before others that begin alike: in this order it names what an abbreviation may mean. */
const NAMED_FIRST: readonly string[] = ["min-tmpfs", "ramdisk-element"];
const isNamedFirst = ({ name }: { readonly name: string }) => NAMED_FIRST.includes(name);

const SPEC: GetoptSpec = {
	short: TYPED.flatMap(({ name, row }) => (name.length === 1 ? [row.value ? `${name}:` : name] : [])).join(""),
	long: TYPED.filter(({ name }) => name.length > 1)
		.sort((one, other) => Number(isNamedFirst(other)) - Number(isNamedFirst(one)))
		.map(({ name, row: { value, added } }) => ({ name, argument: value !== undefined, ...given("added", added) })),
};

/** Reads a command line of disk-image-create or ramdisk-image-create (contract §2.2, §2.3). Throws UserError for bad values. */
export function parseDibArguments(
	program: DibProgram,
	argv: readonly string[],
	caller: Readonly<Record<string, string>>,
	cwd: string,
): DibRequest {
	const parsed = getopt(argv, { ...SPEC, posix: caller.POSIXLY_CORRECT !== undefined });
	if (parsed.errors.length > 0)
		return { kind: "error", errors: parsed.errors, hints: parsed.errors.flatMap(optionHints) };
	const typed = parsed.options.map(({ name, value }) => ({ row: ROWS.get(name) as NamedOption, value }));
	const first = typed.find(({ row: { key } }) => ["help", "version"].includes(key));
	if (first) return { kind: first.row.key === "version" ? "version" : "help" };
	const clear = caller.CLEAR_ENV === "1" || typed.some(({ row }) => row.key === "clear");
	const options = withoutOverridden(typed);
	const emptied = options.flatMap(({ row: { variable }, value }) => (variable && value === "" ? [variable] : []));
	const kept = withoutResetVariables(clear ? clearedEnvironment(caller) : caller, options);
	const env = { ...kept, ...Object.fromEntries(emptied.filter((name) => name in kept).map((name) => [name, ""])) };
	const { settings, ...defaults } = optionsFromEnvironment(program, env, cwd);
	const build: DibBuild = {
		cwd,
		options: { ...defaults, argv },
		settings: { ...settings },
		packages: [],
		variables: [],
	};
	for (const { row, value = "" } of options) {
		if (!row.variable || !emptied.includes(row.variable)) row.take?.(build, value);
	}
	return {
		kind: "build",
		options: {
			...build.options,
			elements: parsed.operands,
			variables: build.variables,
			settings: { ...build.settings, extraPackages: build.packages },
		},
		env: { ...env, ...given("LOGFILE", build.logFile) },
		...given("cleared", clear || undefined),
		...given("logFile", build.logFile || undefined),
		...given("progress", build.progress),
	};
}

type TypedOptions = readonly { readonly row: NamedOption; readonly value: GetoptResult["options"][number]["value"] }[];

/** Only the last value of an option counts, and a wrong one before it does no harm; some add up. */
function withoutOverridden(options: TypedOptions): TypedOptions {
	const isLast = (row: NamedOption, index: number) => !options.slice(index + 1).some((later) => later.row === row);
	return options.filter(({ row, value }, index) => value === undefined || row.repeated || isLast(row, index));
}

/** The caller's variables as hooks see them once DIB has reset some (contract §2.2). */
function withoutResetVariables(env: Readonly<Record<string, string>>, options: TypedOptions): Record<string, string> {
	const kept = { ...env };
	for (const row of DIB_OPTIONS) {
		if (!row.resets || !(row.resets.variable in kept)) continue;
		const { variable, array } = row.resets;
		if (array === "always" || (array && options.some((given) => given.row === row))) delete kept[variable];
		else kept[variable] = "";
	}
	return kept;
}
