import type { BuildOptions } from "../planning/build-options.js";
import { optionsFromEnvironment, STEERING_VARIABLES } from "../settings/from-environment.js";
import { nearest } from "../text/suggest.js";
import { given } from "../values/given.js";
import { type GetoptResult, type GetoptSpec, getopt } from "./getopt.js";
import type { DibBuild, NamedOption } from "./option.js";
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

/** DIB's own options as they are typed, then words people write for options: keys of lists, names that other programs have. */
const WORDS = [
	...DIB_OPTIONS.flatMap(({ flags, added }) =>
		added ? [] : flags.filter((flag) => flag.startsWith("--")).map((flag) => [flag.slice(2), flag] as const),
	),
	...DIB_OPTIONS.flatMap(({ key, hints = [], flags: [flag] }) =>
		[...(flag.startsWith("--") ? [] : [key]), ...hints].map((word) => [word, flag] as const),
	),
];
const FLAGS: ReadonlyMap<string, string> = new Map([...WORDS].reverse());

/** What was probably meant by an error of getopt: "Did you mean -t?" for `--image-typ`. */
function optionHints(error: string): string[] {
	const unknown = /^unrecognized option '--([^=']+)/.exec(error)?.[1];
	if (unknown === undefined) return [];
	const near = nearest(unknown, [...new Set(WORDS.map(([word]) => word))], 1);
	return near.map((word) => `Did you mean ${FLAGS.get(word)}?`);
}

const KEPT = new Set([
	...["PATH", "HOME", "USER", "LOGNAME", "LANG", "TERM"],
	...["http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY"],
	// What the build command itself is steered by (contract §2.2, §3.3).
	...["ELEMENTS_PATH", "TMPDIR", "TMP_DIR", "ARCH", "FS_TYPE", "IMAGE_NAME", "MAX_ONLINE_RESIZE", "MKFS_OPTS"],
	...["OVERWRITE_OLD_IMAGE", "DISKWRIGHT_CACHE_SIZE", "QEMU_IMG_OPTIONS", "ROOT_LABEL", "RAMDISK_ELEMENT", "SKIP_BASE"],
	...STEERING_VARIABLES,
	...["XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"],
]);

/** What `-c` leaves of the caller's environment: the user, the proxies, and what steers the build (Q1). */
export function clearedEnvironment(env: Readonly<Record<string, string>>): Record<string, string> {
	return Object.fromEntries(Object.entries(env).filter(([name]) => KEPT.has(name) || name.startsWith("DIB_")));
}
